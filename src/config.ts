/**
 * Every tunable of the firmware: unit, format, range, default, why.
 *
 * `const` values are design decisions, folded into the bytecode. `RigConfig` is what a rig's owner
 * sets in `devs.config.json`.
 */

// ---- time ----

/** Sample period, ms, 20 … 2000; a multiple of 10, because the ESP32 wakes every 10 ms. */
export const SAMPLE_PERIOD_MS = 100

/** Which way a leak moves the pressure. */
export enum LeakDirection {
    /** Out of a chamber above ambient. */
    Falling = 0,
    /** Into a chamber below ambient. */
    Rising = 1,
    /** Not known: both count. */
    Either = 2,
}

/** What the rig is for. */
export enum RigMode {
    /** Watching a chamber; the button acknowledges. */
    Watch = 0,
    /** Testing parts as well: a short press starts or acknowledges, a long one ends. */
    Test = 1,
}

/** A press from here on is long, ms. */
export const LONG_PRESS_MS = 1000

// ---- bus ----

/**
 * Longest wait for one transfer in a simulator, ms, 5 … 50; half a sample period at most. A real
 * transfer takes 0.5 ms, but in the DeviceScript simulator the answer crosses two sockets.
 */
export const BUS_TIMEOUT_MS = 40

// ---- settings ----

/** Longest wait for the board's settings before sampling begins without them, ms. */
export const SETTINGS_WAIT_MS = 3000

// ---- indicators ----

/** How often lamps and buzzer follow their wish, ms, 20 … 200; packets are 20 ms apart. */
export const INDICATOR_PERIOD_MS = 50

/**
 * Silence of the sampling loop after which the lamps show a fault by themselves, ms, 300 … 2000.
 */
export const SILENT_AFTER_MS = 1000

// ---- BMP390 / BMP388 driver ----

/**
 * Pressure oversampling, log2, 0 … 5 (datasheet 3.4.1). x32 is the part's most; pressure noise
 * falls with its square root.
 */
export const BMP390_OSR_PRESSURE_LOG2 = 5
/**
 * Temperature oversampling, log2, 0 … 5. x8, not the x2 of the datasheet's presets: counts of the
 * temperature converter reach the pressure with about 230 Pa/K, and x8 halves that noise. One
 * conversion then takes 234 + 392 + 32·2020 + 163 + 8·2020 µs = 81.6 ms (3.9.2), and 93.8 ms with
 * the slowest part (the datasheet's maxima grow by 2.3 ms per oversample), which is the most that
 * fits into 100 ms: x32 with x16 takes 97.7 ms with a typical part.
 */
export const BMP390_OSR_TEMP_LOG2 = 3
/**
 * Samples between two checks of the configuration registers, 1 … 100. A reset is seen in the very
 * sample (its flag comes with the data); this bounds every other loss to 8 samples.
 */
export const BMP390_CONFIG_CHECK_SAMPLES = 8
/** Wait after a soft reset, ms. Start-up takes at most 2 ms (table 2); the ESP32 sleeps in tens. */
export const BMP390_RESET_MS = 10
/** The one wait for a late conversion, ms, 1 … 50. Covers a tick that came 10 ms early (ESP32). */
export const BMP390_READY_WAIT_MS = 10
/** Samples in a row without the bus, or without data, after which the part is reset, 1 … 100. */
export const BMP390_MISSES_TO_RESTART = 5
/**
 * Conversions thrown away after a start, 0 … 10: users of such parts report readings 10-200 Pa low
 * right after a restart, which a detector would take for a leak.
 */
export const BMP390_DISCARD_SAMPLES = 2

// ---- plausibility gate ----

/** A sample older than this is stale, ms: longer than the slowest period plus a late tick. */
export const GATE_STALE_MS = 3000
/** Faster than any gas leaves or fills a chamber, mPa/ms (= Pa/s): 1 MPa/s. */
export const GATE_RATE_MAX_MILLI_PA_PER_MS = 1000000
/** So many samples out of line in a row are a new normal, whatever they say. */
export const GATE_OUTLIERS_MAX = 4

// ---- detector ----

/** Suspicion threshold, 1/16 σ: 5.0 σ, about one needless chirp a week. */
export const SUSPECT_SIGMAS_Q4 = 80
/**
 * The alarm's threshold is so much higher, 1/16 σ. 5.4 σ are one false alarm a month in white
 * noise; at 5.75 σ it is a quarter, and rooms and faults, which no noise describes, make half as
 * many. Leaks are found some 3 % later.
 */
export const LEAK_OVER_SUSPECT_Q4 = 12
/** Slopes below this are never a leak, µPa/s: 0.9 Pa/h, what slow residues of any rig amount to. */
export const DEAD_ZONE_MICRO_PA_PER_S = 250
/** Shortest settling after a start or a step, ms. */
export const SETTLE_MS = 5000
/** Longest time constant with which a heated or cooled gas settles, ms. */
export const SETTLE_TIME_MS = 300000
/** A jump of the level, from here on, is held back until it shows what it is: σ of a sample. */
export const STEP_SIGMAS = 7
/** A suspicion ends when nothing has supported it for this long, ms. */
export const SUSPICION_MS = 20000
/** The leak's slope must be excluded by this much before a leak is called over, 1/16 σ: 5.5 σ. */
export const CLEAR_SIGMAS_Q4 = 88
/** And by this much over spans of a minute and more at 10 samples/s, 1/16 σ: 4.5 σ. */
export const CLEAR_SELDOM_SIGMAS_Q4 = 72

// ---- decision ----

/** Without an accepted sample for so long the reading is no longer trusted, ms, 300 … 5000. */
export const FAULT_AFTER_MS = 1000
/** And so many readings long, for streams slower than the firmware's own. */
export const FAULT_AFTER_SAMPLES = 3
/** Accepted samples in an unbroken row before a fault is over, ms, 500 … 10,000. */
export const RECOVER_MS = 2000
/** A suspicion must be gone this long before the chamber counts as tight again, ms. */
export const RELIEF_MS = 2000
/** A loss must stay below half the rapid limit this long before it is no longer rapid, ms. */
export const RAPID_OVER_MS = 3000

// ---- uptime ----
// The runtime's timers end after 2^32 ms, 49.71 days: no fiber wakes any more. So the firmware
// restarts itself first, and looks for a moment when nobody misses it.

/** From this uptime on it reboots once the chamber has been tight for a while, s: 42 days. */
export const REBOOT_QUIET_FROM_S = 3628800
/** How long "a while" is, s. */
export const REBOOT_QUIET_FOR_S = 60
/** From this uptime on it reboots unless there is a leak, s: 44.5 days. */
export const REBOOT_FROM_S = 3844800
/** From this uptime on it reboots in any case, s: 49 days. */
export const REBOOT_AT_LAST_S = 4233600
/** From the notice on the serial line to the reboot, ms; the line must get out first. */
export const REBOOT_NOTICE_MS = 1000

// ---- the rig ----

/** What the owner of a rig sets; `devs.config.json` with its units turned into integers. */
export interface RigConfig {
    /** Which way a leak moves the pressure. Directed detection is a little earlier. */
    leakDirection: LeakDirection
    /**
     * What the room's temperature may do to the pressure, µPa/s, 100 … 1,000,000, until the
     * detector has learned it; about 346 µPa/s are 1 µK/s at 1 atm. Below it a leak is found only
     * as the thermometer allows, above it the room is taken for one.
     */
    roomSlopeMicroPaPerS: number
    /** From this rate on a leak is a rapid loss, µPa/s, 10,000 … 2,000,000,000. */
    rapidLimitMicroPaPerS: number
    /** I2C address of the sensor, 0x76 or 0x77. */
    sensorI2cAddress: number
    /** Identity register of the part that must be there, 0 for any that we drive. */
    sensorChipId: number
    /** Smallest plausible pressure, mPa. */
    pressureMinMilliPa: number
    /** Largest plausible pressure, mPa. */
    pressureMaxMilliPa: number
    /** Lowest plausible temperature, µ°C. */
    tempMinMicroC: number
    /** Highest plausible temperature, µ°C. */
    tempMaxMicroC: number
    /** Every how many samples one is recorded, 1 … 600; only 1 can be replayed exactly. */
    sampleRecordEvery: number
    /** Time between two rate reports, ms, 100 … 3,600,000. */
    rateReportPeriodMs: number
    /** Gas volume of the chamber, mL, 1 … 2,000,000,000. */
    chamberVolumeMilliL: number
    /** What a press of the button means when there is no alarm. */
    mode: RigMode
    /** Relays open a fill valve and a vent valve for the lab test. */
    hasValves: boolean
    /** What records call this rig: letters, digits, space, _ . - ; 1 … 16 characters. */
    chamberName: string
}

/** A rig as `devs.config.json` has it when it sets nothing, with the range of a BMP390. */
export function defaultRigConfig(): RigConfig {
    return {
        leakDirection: LeakDirection.Either,
        // 23 µK/s: a room with people in it
        roomSlopeMicroPaPerS: 8000,
        // the Station's emergency drill: 0.5 mmHg per minute
        rapidLimitMicroPaPerS: 1100000,
        sensorI2cAddress: 0x77,
        sensorChipId: 0,
        pressureMinMilliPa: 30000000,
        pressureMaxMilliPa: 125000000,
        tempMinMicroC: -40000000,
        tempMaxMicroC: 85000000,
        sampleRecordEvery: 1,
        rateReportPeriodMs: 1000,
        chamberVolumeMilliL: 5000,
        mode: RigMode.Watch,
        hasValves: false,
        chamberName: "bench",
    }
}

// ---- self-test at power-up ----

/** Length of one attempt, ms. */
export const SELF_TEST_MS = 2000
/** Accepted samples it needs, of the 20 that fit: a start of the part costs four. */
export const SELF_TEST_SAMPLES_MIN = 12
/** Failed transfers it forgives. */
export const SELF_TEST_BUS_ERRORS_MAX = 2
/** A living part is noisier than this, mPa: a tenth of the quietest part we know. */
export const SELF_TEST_NOISE_MIN_MILLI_PA = 2
/** And quieter than this, mPa: 20 Pa is what the detector is made for. */
export const SELF_TEST_NOISE_MAX_MILLI_PA = 20000
/** How long all three lamps are lit from the first sample on, ms. */
export const LAMP_TEST_MS = 3000
/** Pitch and length of the chirp after a passed self-test, Hz and ms. */
export const CHIRP_HZ = 2000
export const CHIRP_MS = 80
