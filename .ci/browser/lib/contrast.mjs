// How far letters stand out from what is behind them, as the Web Content Accessibility Guidelines measure it.

// withContrast is the least contrast of the texts below an element of a page.
export function withContrast(locator) {
  return locator.evaluate(root => {
    const shown = colours => { // one above the other
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      for (const colour of colours) {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
      }
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = colours => shown(colours).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    let least = 21;
    for (const node of root.querySelectorAll('*')) {
      const letters = [...node.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.textContent.trim());
      if (!letters || node.closest('option, title') || node.getClientRects().length === 0) continue;
      const behind = [];
      for (let at = node; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
      const style = getComputedStyle(node), colour = node.namespaceURI.endsWith('svg') ? style.fill : style.color;
      const [high, low] = [light([...behind, colour]), light(behind)].sort((a, b) => b - a);
      least = Math.min(least, (high + 0.05) / (low + 0.05));
    }
    return least;
  });
}
