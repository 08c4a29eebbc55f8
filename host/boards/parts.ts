/**
 * The parts of a rig, each with a number it can be ordered by, and how it hangs on its pins.
 *
 * Currents: a red, amber or green LED drops about 2 V, so 330 Ω at 3.3 V take 4 mA, the RP2040's
 * default drive strength and far below the 20 mA of an ESP32's pin. A piezo disc is a capacitor of
 * some 12 nF; 1 kΩ limits the edges to 3.3 mA and costs no loudness at 2.7 kHz. So no pin needs a
 * transistor.
 */

/** A thing that is wired to a board. */
export interface Part {
    /** What it is. */
    readonly name: string
    /** Maker and order number. */
    readonly order: string
    /** What else belongs to it: in front of it, or to know about it. */
    readonly note: string
    /** What happens between pin and ground, from the pin on. */
    readonly symbol: "sensor" | "led" | "piezo" | "button" | "adapter"
    /** Colour of wires and symbol, as CSS has it. */
    readonly colours: readonly string[]
    /** Uses of pins (host/boards/board.ts), and the part's own terminal for each. */
    readonly terminals: readonly (readonly [use: string, terminal: string])[]
}

function led(name: string, use: string, order: string, colour: string): Part {
    const note = "330 Ω (Yageo CFR-25JB-52-330R) before its long leg, short leg to ground"
    const terminals = [[use, "330 Ω"]] as const
    return { name, order, note, symbol: "led", colours: [colour], terminals }
}

/** All parts beside the board itself. */
export const PARTS: readonly Part[] = [
    {
        name: "Sensor BMP390",
        order: "Adafruit 4816",
        note: "VIN to 3V3, GND to ground; SDO, CS, INT and 3Vo stay free. Its address is 0x77",
        symbol: "sensor",
        colours: ["#0f8a8a", "#1d4fa3"],
        terminals: [
            ["i2c.pinSDA", "SDI"],
            ["i2c.pinSCL", "SCK"],
        ],
    },
    led("Red lamp", "pins.LAMP_RED", "Kingbright WP7113ID", "#d22f2f"),
    led("Amber lamp", "pins.LAMP_AMBER", "Kingbright WP7113YD", "#c98500"),
    led("Green lamp", "pins.LAMP_GREEN", "Kingbright WP7113GD", "#2b8a3e"),
    {
        name: "Buzzer",
        order: "TDK PS1240P02BT",
        note: "1 kΩ (Yageo CFR-25JB-52-1K) before it, other leg to ground; passive, not “active”",
        symbol: "piezo",
        colours: ["#7a4bc4"],
        terminals: [["pins.BUZZER", "1 kΩ"]],
    },
    {
        name: "Button",
        order: "Omron B3F-1000",
        note: "acknowledges an alarm; other side to ground, the chip pulls the pin up",
        symbol: "button",
        colours: ["#2f6fd6"],
        terminals: [["pins.BUTTON", ""]],
    },
    {
        name: "Serial adapter",
        order: "FTDI TTL-232R-3V3",
        note: "3.3 V, only to read the text log; yellow wire (RXD) here, black wire to ground",
        symbol: "adapter",
        colours: ["#5c6670"],
        terminals: [["log.pinTX", "RXD"]],
    },
]
