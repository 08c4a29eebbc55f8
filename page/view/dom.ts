/**
 * Small helpers for the document.
 */

/**
 * An element of index.html.
 * @throws Error when there is none, which is a mistake in the page itself
 */
export function byId<T extends Element = HTMLElement>(id: string): T {
    const element = document.getElementById(id)
    if (element === null) throw new Error(`the page has no element "${id}"`)
    return element as unknown as T
}

/** Sets text only where it differs, so that screen readers are not told again. */
export function setText(element: Element, text: string) {
    if (element.textContent !== text) element.textContent = text
}

/** Calls `act` on a click, and on what counts as one from the keyboard. */
export function onClick(id: string, act: () => void) {
    byId(id).addEventListener("click", act)
}

/** A new element with text. */
export function made(tag: string, text: string, className = ""): HTMLElement {
    const element = document.createElement(tag)
    element.textContent = text
    if (className !== "") element.className = className
    return element
}

/** Fills a list of choices. */
export function fillChoices(
    select: HTMLSelectElement,
    choices: readonly (readonly [value: string, text: string])[]
) {
    select.replaceChildren(
        ...choices.map(([value, text]) => {
            const option = document.createElement("option")
            option.value = value
            option.textContent = text
            return option
        })
    )
}

/** Hands the user a file. */
export function download(name: string, content: Blob) {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(content)
    link.download = name
    link.click()
    // the browser has taken its copy long before
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Pixels of the page's type for one of its root's, 16 px on a usual screen. */
export function remPx(): number {
    return Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
}

/** A value of the style sheet, as `--name` says it in the present theme. */
export function styleValue(name: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}
