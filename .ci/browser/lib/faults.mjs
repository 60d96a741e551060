// What is wrong with a drawn figure: texts that lie over one another, that are cut, or that are too faint to be read; names of points that hide
// the marks of others.
//
// faultsOf runs in the page, so that it holds all that it needs. It looks at what the chart draws itself by, which knows each text and
// its place; the ground of a text is read from the picture without its texts. It returns { texts, marks, faults }: how many it looked at,
// and a sentence for each fault.
export function faultsOf(host, { ground, textContrast, lineContrast }) {
  const chart = host.chart, width = chart.getWidth(), height = chart.getHeight();
  const drawn = chart.getZr().storage.getDisplayList(true).filter(element => !element.invisible);
  const texts = drawn.filter(element => element.type === 'tspan' && element.style.text.trim() !== '').map(asText).filter(inClip);
  const marks = seriesMarks(), faults = [...cut(), ...overlaps(), ...covered(), ...faintTexts()];
  faults.push(...faintMarks());
  return { texts: texts.length, marks: marks.length, faults };

  // A text is its corners, in pixels of the chart. It is as high as its letters are large, so that lines which touch are read with ease; beside
  // one another texts need some room.
  function asText(element) {
    const { x, y, width, height } = element.getBoundingRect(), beside = 1;
    const corners = [[x - beside, y], [x + width + beside, y], [x + width + beside, y + height], [x - beside, y + height]];
    return { element, said: `"${element.style.text}"`, corners: placed(corners, element.transform) };
  }

  function placed(corners, m) { return m ? corners.map(([x, y]) => [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]]) : corners; }

  function box(corners) {
    const xs = corners.map(([x]) => x), ys = corners.map(([, y]) => y);
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  }

  // inClip leaves out what is wholly clipped away, as the entries of a legend on another page.
  function inClip(text) {
    const at = box(text.corners);
    text.window = { left: 0, top: 0, right: width, bottom: height };
    for (const clip of text.element.__clipPaths ?? []) {
      const { x, y, width, height } = clip.getBoundingRect(), edge = box(placed([[x, y], [x + width, y + height]], clip.transform));
      if (at.right < edge.left || at.left > edge.right || at.bottom < edge.top || at.top > edge.bottom) return false;
      text.window = edge;
    }
    return true;
  }

  function cut() {
    return texts.filter(({ corners, window }) => {
      const at = box(corners);
      return at.left < window.left - 2 || at.top < window.top - 1 || at.right > window.right + 2 || at.bottom > window.bottom + 1;
    }).map(({ said }) => `${said} is cut by the edge`);
  }

  function overlaps() {
    return texts.flatMap((a, i) => texts.slice(i + 1).filter(b => depth(a.corners, b.corners) > 0.5).map(b => `${a.said} lies over ${b.said}`));
  }

  // covered are the names of points over the middle of another point. (A name over a line can be read, and is sometimes all that there is room for.)
  function covered() {
    const points = marks.filter(({ element }) => element.type !== 'ec-polyline').map(({ element, series }) => ({ element, series, at: middleOf(element) }));
    return texts.flatMap(({ element, said, corners }) => {
      const host = element.parent?.__hostTarget;
      if (!host) return [];
      const { left, right, top, bottom } = box(corners), own = middleOf(host);
      const hidden = points.filter(({ at: [x, y] }) => x > left && x < right && y > top && y < bottom && Math.hypot(x - own[0], y - own[1]) > 1);
      return hidden.slice(0, 1).map(({ series }) => `${said} hides a point of ${series.name}`);
    });
  }

  function middleOf(element) {
    const { left, right, top, bottom } = box(placed(corner(element.getBoundingRect()), element.transform));
    return [(left + right) / 2, (top + bottom) / 2];
  }

  function corner({ x, y, width, height }) { return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]; }

  // depth is how far two rectangles, of any directions, lie within one another: 0 where a line parts them.
  function depth(a, b) {
    let least = Infinity;
    for (const [p, q] of [a, b].flatMap(([p, q, r]) => [[p, q], [q, r]])) {
      const length = Math.hypot(q[0] - p[0], q[1] - p[1]), along = ([x, y]) => (x * (q[0] - p[0]) + y * (q[1] - p[1])) / length;
      const [s, t] = [a.map(along), b.map(along)];
      least = Math.min(least, Math.min(Math.max(...s), Math.max(...t)) - Math.max(Math.min(...s), Math.min(...t)));
    }
    return Math.max(0, least);
  }

  function faintTexts() {
    for (const { element } of texts) element.invisible = true;
    chart.getZr().refreshImmediately();
    const picture = pixelsOf(chart.getRenderedCanvas({ pixelRatio: 1, backgroundColor: ground }));
    for (const { element } of texts) { element.invisible = false; element.dirty(); }
    chart.getZr().refreshImmediately();
    return texts.map(text => ({ ...text, ratio: textRatio(text, picture) })).filter(({ ratio }) => ratio < textContrast)
      .map(({ said, ratio, element }) => `${said}: contrast ${ratio.toFixed(2)} of ${element.style.fill}, want ${textContrast}`);
  }

  // textRatio is the contrast of a text with its outline, where it has one, else with the middle of the pixels that it lies on.
  function textRatio({ element, corners }, picture) {
    const { style } = element, outlined = style.stroke && style.lineWidth >= 2;
    const below = outlined ? colorOf(style.stroke) : middle(box(corners), picture);
    return contrast(over(colorOf(style.fill), below, opacity(style, style.fillOpacity)), below);
  }

  function middle({ left, right, top, bottom }, picture) {
    const found = [];
    for (let y = Math.max(0, Math.round(top)); y < Math.min(height, bottom); y++) {
      for (let x = Math.max(0, Math.round(left)); x < Math.min(width, right); x++) found.push(picture(x, y));
    }
    return found.sort((a, b) => luminance(a) - luminance(b))[Math.floor(found.length / 2)] ?? colorOf(ground);
  }

  function pixelsOf(canvas) {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return (x, y) => [...data.slice(4 * (y * canvas.width + x), 4 * (y * canvas.width + x) + 3), 1];
  }

  // The lines and points of series. A cloud, whose points are drawn through one another, is read by its density: it has no single mark.
  function seriesMarks() {
    return drawn.filter(element => element.type !== 'tspan' && element.type !== 'image').map(element => ({ element, series: seriesOf(element) }))
      .filter(({ series }) => series && !series.get('silent') && ['line', 'scatter'].includes(series.subType) && !isCloud(series));
  }

  function isCloud(series) { return series.subType === 'scatter' && series.getData().count() > 100 && series.get('itemStyle.opacity') < 1; }

  function seriesOf(element) {
    for (let at = element; at; at = at.parent) if (at.__ecComponentInfo?.mainType === 'series') return chart.getModel().getSeriesByIndex(at.__ecComponentInfo.index);
    return null;
  }

  function faintMarks() {
    const worst = new Map();
    for (const { element: { style }, series } of marks) {
      const painted = [[style.stroke, style.lineWidth > 0 ? opacity(style, style.strokeOpacity) : 0], [style.fill, opacity(style, style.fillOpacity)]];
      const ratios = painted.filter(([color, share]) => typeof color === 'string' && color !== 'none' && color !== 'transparent' && share > 0)
        .map(([color, share]) => contrast(over(colorOf(color), colorOf(ground), share), colorOf(ground)));
      if (ratios.length) worst.set(series.name, Math.min(worst.get(series.name) ?? Infinity, Math.max(...ratios)));
    }
    return [...worst].filter(([, ratio]) => ratio < lineContrast).map(([name, ratio]) => `marks of ${name}: contrast ${ratio.toFixed(2)}, want ${lineContrast}`);
  }

  function opacity(style, own) { return (style.opacity ?? 1) * (own ?? 1); }

  function colorOf(color) {
    const context = (colorOf.context ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true }));
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }

  function over(top, below, share) {
    const alpha = top[3] * share;
    return [0, 1, 2].map(c => alpha * top[c] + (1 - alpha) * below[c]);
  }

  // By the formulas of WCAG 2.2.
  function luminance(color) {
    const [r, g, b] = [0, 1, 2].map(c => color[c] / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(a, b) {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  }
}
