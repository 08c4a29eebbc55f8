/**
 * Errors that are the user's to mend: one sentence, no stack trace, exit status 2.
 */

/**
 * Something given from outside is not what it should be; the message names what, where, allowed.
 */
export class BadInput extends Error {
    override name = "BadInput"
}
