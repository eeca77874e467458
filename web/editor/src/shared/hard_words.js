// Some parts of the libraries speak English alone: their words, in the reader's language.

// places: where they speak; words: what they say; patterns: sentences with data in them,
// each with the words that are translated, in which the data is {what}
export function speakFor(container, { places, words, patterns = [] }, translate) {
  const known = new Set(words);
  const inWords = (sentence) => {
    if (known.has(sentence)) return translate(sentence);
    const [pattern, template] = patterns.find(([one]) => one.test(sentence)) ?? [];
    if (!pattern) return null;
    const [, what] = sentence.match(pattern);
    return translate(template, { what: inWords(what) ?? what });
  };
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes)
      for (const node of type === "childList" ? addedNodes : [target])
        if (!isDrawn(node)) speak(node, places, inWords);
  }).observe(container, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMED,
  });
  speak(container, places, inWords);
}

const NAMED = ["title", "aria-label"];
// The drawing itself is data, and there is much of it.
const isDrawn = (node) => node instanceof SVGElement || node.parentNode instanceof SVGElement;
const HOLDERS = "[title], [aria-label]";

function speak(node, places, inWords) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  if (!element?.closest) return;
  colour(element);
  const found = element.closest(places) ? [element] : element.querySelectorAll(places);
  for (const place of found) {
    for (const one of [place, ...place.querySelectorAll(HOLDERS)]) named(one, inWords);
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) said(texts.currentNode, inWords);
  }
}

function named(element, inWords) {
  for (const name of NAMED) {
    const sentence = element.getAttribute(name);
    const known = sentence && inWords(sentence);
    if (known && known !== sentence) element.setAttribute(name, known);
  }
}

function said(text, inWords) {
  const sentence = text.data.trim();
  const known = sentence && inWords(sentence);
  if (known && known !== sentence) text.data = text.data.replace(sentence, known);
}

// The build keeps colours in `data-style`: a style attribute would be refused.
function colour(element) {
  for (const one of [element, ...element.querySelectorAll("[data-style]")])
    if (one.dataset?.style) one.style.cssText = one.dataset.style;
}
