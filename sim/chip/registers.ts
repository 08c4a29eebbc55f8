/**
 * Register map of BMP390 and BMP388: addresses, power-on values, what may be written.
 *
 * Sources: BST-BMP388-DS001-07 section 4.2 (table 24) and 4.3, BST-BMP390-DS002-07, where it is the
 * same but for CHIP_ID, REV_ID and EVENT.itf_act_pt. Written from the datasheets and without a look
 * at any driver, so that driver and chip check each other.
 */

export const CHIP_ID = 0x00
export const REV_ID = 0x01
export const ERR_REG = 0x02
export const STATUS = 0x03
/** First of three pressure registers, lowest byte first (4.3.4). */
export const DATA_PRESS = 0x04
/** First of three temperature registers, lowest byte first (4.3.5). */
export const DATA_TEMP = 0x07
export const SENSORTIME = 0x0c
export const EVENT = 0x10
export const INT_STATUS = 0x11
export const FIFO_LENGTH_0 = 0x12
export const FIFO_DATA = 0x14
export const FIFO_WTM_0 = 0x15
export const FIFO_WTM_1 = 0x16
export const FIFO_CONFIG_1 = 0x17
export const FIFO_CONFIG_2 = 0x18
export const INT_CTRL = 0x19
export const IF_CONF = 0x1a
export const PWR_CTRL = 0x1b
export const OSR = 0x1c
export const ODR = 0x1d
export const CONFIG = 0x1f
/** Checksum over the trim values. Not in the datasheet; Bosch's BMP3 self-test reads it. */
export const TRIM_CRC = 0x30
/** First of 21 trim registers (3.11.1). */
export const TRIM = 0x31
export const TRIM_BYTES = 21
export const CMD = 0x7e

/** ERR_REG bits (4.3.2). */
export const ERR_CMD = 0x02
export const ERR_CONF = 0x04
/** STATUS bits (4.3.3). */
export const CMD_RDY = 0x10
export const DRDY_PRESS = 0x20
export const DRDY_TEMP = 0x40
/** EVENT bits (4.3.7). */
export const POR_DETECTED = 0x01
export const ITF_ACT_PT = 0x02
/** INT_STATUS and INT_CTRL bits (4.3.8, 4.3.14). */
export const INT_DRDY = 0x08
export const DRDY_EN = 0x40
/** PWR_CTRL bits (4.3.16). */
export const PRESS_EN = 0x01
export const TEMP_EN = 0x02
export const MODE = 0x30
export const MODE_SLEEP = 0x00
export const MODE_NORMAL = 0x30
/** Commands (4.3.22). */
export const CMD_NOP = 0x00
export const CMD_EXTMODE = 0x34
export const CMD_FIFO_FLUSH = 0xb0
export const CMD_SOFT_RESET = 0xb6

/** Value of a data register pair before any conversion, or with its sensor off (table 24). */
export const DATA_RESET = 0x800000

/** Which bits of a register can be written; a register that is not here cannot. */
export const WRITABLE: Readonly<Record<number, number>> = {
    [FIFO_WTM_0]: 0xff,
    [FIFO_WTM_1]: 0x01,
    [FIFO_CONFIG_1]: 0x1f,
    [FIFO_CONFIG_2]: 0x1f,
    [INT_CTRL]: 0x5f,
    [IF_CONF]: 0x07,
    [PWR_CTRL]: 0x33,
    [OSR]: 0x3f,
    [ODR]: 0x1f,
    [CONFIG]: 0x0e,
    [CMD]: 0xff,
}

/** Power-on values that are not zero, of the writable registers (table 24). */
export const POWER_ON: Readonly<Record<number, number>> = {
    [FIFO_WTM_0]: 0x01,
    [FIFO_CONFIG_1]: 0x02,
    [FIFO_CONFIG_2]: 0x02,
    [INT_CTRL]: 0x02,
    [OSR]: 0x02,
}

/** Whether the datasheet has a name for a register; the others are reserved. */
export function isNamed(register: number): boolean {
    return (
        register === CMD ||
        (register >= TRIM_CRC && register < TRIM + TRIM_BYTES) ||
        (register <= CONFIG && ![0x0a, 0x0b, 0x0f, 0x1e].includes(register))
    )
}
