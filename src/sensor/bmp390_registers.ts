/**
 * BMP390 and BMP388 as numbers: registers, bits, and what the parts are good for.
 *
 * Both parts have one register map; only the identity and the noise differ. Sources: Bosch
 * Sensortec BST-BMP390-DS002 and BST-BMP388-DS001, section 4 (memory map) unless noted.
 */

/** Identity of a BMP388 (4.3.1). */
export const CHIP_ID_BMP388 = 0x50
/** Identity of a BMP390 (4.3.1). */
export const CHIP_ID_BMP390 = 0x60

/** Identity; followed by REV_ID, ERR_REG and STATUS. */
export const REG_CHIP_ID = 0x00
/** Error flags; `ERR_ANY` is what must be clear. Command and configuration error clear on read. */
export const REG_ERR = 0x02
/** fatal_err, cmd_err and conf_err (4.3.3). */
export const ERR_ANY = 0x07
/** Command decoder and data ready flags (4.3.4). */
export const REG_STATUS = 0x03
/** STATUS: the command decoder takes a command. Zero during the first 2 ms after power-up. */
export const STATUS_CMD_RDY = 0x10
/** STATUS: pressure and temperature are both new. Reading any data register clears them. */
export const STATUS_DRDY = 0x60
/** Event flags (4.3.7); cleared by reading. */
export const REG_EVENT = 0x10
/** EVENT: the part came out of a power-on or soft reset since the last read. */
export const EVENT_POR = 0x01
/** Sensors on, and the power mode (4.3.16). */
export const REG_PWR_CTRL = 0x1b
/** PWR_CTRL: pressure and temperature on, asleep; what it reads when a conversion is finished. */
export const PWR_CTRL_SLEEP = 0x03
/** PWR_CTRL: the same, and start one conversion. */
export const PWR_CTRL_FORCED = 0x13
/** PWR_CTRL: the power mode; zero is sleep. */
export const PWR_CTRL_MODE = 0x30
/** Oversampling: pressure in bits 2-0, temperature in bits 5-3, as powers of two (4.3.17). */
export const REG_OSR = 0x1c
/** Output data rate of normal mode (4.3.18). */
export const REG_ODR = 0x1d
/** IIR filter coefficient in bits 3-1 (4.3.19). */
export const REG_CONFIG = 0x1f
/** Checksum over the trim values, followed by the 21 bytes of them (0x31 … 0x45, 3.11.1). */
export const REG_TRIM_CRC = 0x30
/** Command register (4.3.20). */
export const REG_CMD = 0x7e
/** CMD: soft reset; every register returns to its default. */
export const CMD_SOFT_RESET = 0xb6

/** A data register that no conversion has written, or whose sensor is off (4.3.5, 4.3.6). */
export const DATA_RESET_U24 = 0x800000

/** Lowest pressure at which the parts are specified, mPa (table 2). */
export const BMP390_PRESSURE_MIN_MILLI_PA = 30000000
/** Highest pressure at which the parts are specified, mPa (table 2). */
export const BMP390_PRESSURE_MAX_MILLI_PA = 125000000
/** Lowest temperature at which the parts work, µ°C (table 2). */
export const BMP390_TEMP_MIN_MICRO_C = -40000000
/** Highest temperature at which the parts work, µ°C (table 2). */
export const BMP390_TEMP_MAX_MICRO_C = 85000000

/** The part's name by its identity register, or `"none"` for a part that we do not drive. */
export function bmp390PartName(chipId: number): string {
    if (chipId === CHIP_ID_BMP390) return "BMP390"
    if (chipId === CHIP_ID_BMP388) return "BMP388"
    return "none"
}
