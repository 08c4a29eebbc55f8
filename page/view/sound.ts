/**
 * The buzzer, heard: off until somebody switches it on, as browsers demand and offices prefer.
 *
 * Faster than real time the tones would run into each other; then one in a while is played.
 */
import type { Tone } from "../../sim/jacdac/peers"

/** Loudness, 0 … 1: a square wave carries far. */
const LOUDNESS = 0.05
/** Shortest time between two tones that are played while time is fast, real ms. */
const APART_MS = 500

/** See the file's head. */
export class Sound {
    private context: AudioContext | undefined
    private playedAtMs = -Infinity

    get isOn(): boolean {
        return this.context !== undefined
    }

    /** @returns whether it is on now */
    toggle(): boolean {
        if (this.context !== undefined) {
            void this.context.close()
            this.context = undefined
        } else this.context = new AudioContext()
        return this.isOn
    }

    /** @param speed simulated over real time */
    play(tone: Tone, speed: number) {
        const context = this.context
        if (context === undefined) return
        const nowMs = performance.now()
        if (speed > 1 && nowMs - this.playedAtMs < APART_MS) return
        this.playedAtMs = nowMs
        const lengthS = Math.min(tone.lengthMs, speed > 1 ? 200 : 2000) / 1000
        const oscillator = context.createOscillator()
        const gain = context.createGain()
        oscillator.type = "square"
        oscillator.frequency.value = tone.frequencyHz
        // without a ramp the ends click
        const startS = context.currentTime
        gain.gain.setValueAtTime(0, startS)
        gain.gain.linearRampToValueAtTime(LOUDNESS, startS + 0.004)
        gain.gain.setValueAtTime(LOUDNESS, startS + Math.max(0.005, lengthS - 0.004))
        gain.gain.linearRampToValueAtTime(0, startS + lengthS + 0.004)
        oscillator.connect(gain).connect(context.destination)
        oscillator.start()
        oscillator.stop(startS + lengthS + 0.01)
    }
}
