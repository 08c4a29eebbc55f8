/**
 * Keeps an RP2040 awake that has no USB host: for the two Pico boards only.
 *
 * Their base firmware sleeps until an interrupt. When a fiber is due within the present
 * millisecond, it sets the alarm of its only timer to "now"; the timer has passed that microsecond
 * before the alarm is armed, and matches again after 2^32 µs, 71 minutes. With a USB host attached
 * its frames wake the core every millisecond and nobody notices. On a charger or a battery the
 * tester would fall silent, often within two minutes.
 *
 * An SPI transfer by DMA ends with an interrupt that needs no timer. One fiber that does nothing
 * but clock 40 bits out to nowhere wakes the core every 20 ms; it waits for the transfer and not
 * for a time, so it is never due itself. A lost alarm then costs other fibers at most those 20 ms.
 * Of the three SPI signals only the receiver is given a pin, a free one, because the runtime wants
 * at least one. Nothing else may use SPI on these boards.
 *
 * In an emulator of the chip, with the real firmware, 8 of 10 quiet runs of two minutes froze
 * without this, none of 15 with it. By estimate a window of 1.4 µs per lost alarm is left, between
 * the last check and the sleep: one freeze in days. So a battery wants an ESP32 (docs/wiring.md).
 */
import * as ds from "@devicescript/core"

/**
 * The runtime's own functions, as @devicescript/spi declares and calls them: the package itself
 * would bring code of which these are all that is used.
 */
type WithSpi = typeof ds & {
    /** Numbers of GPIO pins, or -1; the mode; the clock, Hz. */
    spiConfigure(miso: number, mosi: number, sck: number, mode: number, hz: number): void
    spiXfer(from: Buffer, into: Buffer | null): Promise<void>
}

/** Slowest clock that the chip divides down to, Hz, rounded up: 125 MHz / (254 · 256) is 1922. */
const SPI_HZ = 2000
/** Bytes of a transfer; 40 bits at 2 kHz take 20 ms. */
const TRANSFER_BYTES = 5

/**
 * Transfers for ever; start it as a fiber, once, and never in a simulator.
 * @param pin a free one that can receive SPI (RP2040 datasheet, 1.4.3)
 */
export async function keepAwake(pin: ds.InputPin) {
    const nothing = Buffer.alloc(TRANSFER_BYTES)
    try {
        ;(ds as WithSpi).spiConfigure(pin.gpio, -1, -1, 0, SPI_HZ)
        while (true) await (ds as WithSpi).spiXfer(nothing, null)
    } catch (e: any) {
        // without it the tester works as long as a USB host is attached, so the program goes on
        console.error(e.message)
    }
}
