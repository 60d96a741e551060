// What is behind the points of a figure: a panel below it with the runs of the size of a point. It opens by a click on the point, or by the
// list above it, which has the same for who has no mouse.
//
// The data may have been written by anybody. allowRuns(data) returns a copy that holds numbers, texts and pictures as data, within bounds,
// or null. Nothing of it becomes HTML: texts are letters, curves are drawn from numbers.
var allowRuns = (function () {
  'use strict';
  var MOST = { points: 20000, sizes: 2000, texts: 4000, rows: 200, columns: 30, notes: 20, lines: 20, places: 400, text: 4000, picture: 4e6 };
  var PICTURE = /^data:image\/(png|jpeg);base64,[A-Za-z0-9+\/=]+$/;

  function list(value, most, rule) {
    return Array.isArray(value) ? value.slice(0, most).map(rule) : [];
  }

  function text(value) { return typeof value === 'string' ? value.slice(0, MOST.text) : ''; }

  function index(value) { return Number.isSafeInteger(value) && value >= 0 ? value : -1; }

  function line(value) {
    var at = list(value && value.at, 2 * MOST.places, Number);
    return { name: text(value && value.name), at: at.length % 2 || !at.every(isFinite) ? [] : at };
  }

  function size(value, texts) {
    value = value || {};
    // a sentence that several sizes have stands beside them, once
    var note = function (one) { return text(typeof one === 'number' ? texts[one] : one); };
    return {
      name: text(value.name), group: text(value.group), mean: text(value.mean), head: list(value.head, MOST.columns, text),
      rows: list(value.rows, MOST.rows, function (row) { return list(row, MOST.columns, text); }),
      notes: list(value.notes, MOST.notes, note).filter(Boolean), lines: list(value.lines, MOST.lines, line).filter(function (one) { return one.at.length > 0; }),
      sheet: typeof value.sheet === 'string' && value.sheet.length < MOST.picture && PICTURE.test(value.sheet) ? value.sheet : '',
      about: text(value.about),
    };
  }

  // Curves and images that a size shares with an earlier one are there once; the others have its index.
  function share(one, value, sizes) {
    var curves = sizes[index(value.lines)], images = sizes[index(value.sheet)];
    if (curves) one.lines = curves.lines;
    if (images) {
      one.sheet = images.sheet;
      one.about = images.about;
    }
  }

  return function (data) {
    if (typeof data !== 'object' || data === null) return null;
    var texts = list(data.texts, MOST.texts, text), sizes = list(data.sizes, MOST.sizes, function (one) { return size(one, texts); });
    sizes.forEach(function (one, i) { share(one, data.sizes[i] || {}, sizes); });
    // series, item, index of a size, and of a slider the index of the frame
    var points = list(data.points, MOST.points, function (point) { return list(point, 4, index); }).filter(function (point) {
      return point.length >= 3 && Math.min.apply(null, point) >= 0 && point[2] < sizes.length;
    });
    return points.length ? { points: points, sizes: sizes } : null;
  };
})();

// runsPanel makes the list and the panel, whose curves have the colours for the surrounding that isDark() names. Returns
// { node, take, clicked, clickedAt, redraw }: the element, what changes its data and says whether there are any, what opens the panel of the
// point that ECharts names in a frame of a slider, or of the nearest one, and says whether it did, and what draws an open panel in another
// surrounding.
function runsPanel(isDark) {
  'use strict';
  var data = null, shown = -1;
  var entries = [];                  // of the list: the indices of the sizes of a point, several where it is of the runs of several studies
  var entryAt = Object.create(null); // index of the entry of a place
  var MOST_SETS = 6; // of runs behind one point
  var OPTION = 'color:#222222;background:#ffffff';
  var QUIET = 'color:var(--jp-content-font-color2,inherit)';

  function element(tag, style, content) {
    var node = document.createElement(tag);
    node.style.cssText = style || '';
    if (typeof content === 'string') node.textContent = content;
    else (content || []).forEach(function (child) { node.appendChild(child); });
    return node;
  }

  var choice = element('select', 'font:inherit;color:inherit;background:transparent;border:1px solid currentColor;border-radius:3px;padding:2px 4px;max-width:100%');
  // Keys are for the list, not for the notebook, which binds the arrow keys to whatever element has the focus.
  choice.setAttribute('data-lm-suppress-shortcuts', 'true');
  choice.addEventListener('change', function () { open(Number(choice.value)); });
  choice.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && shown >= 0) open(-1);
  });
  var words = element('label', 'display:flex;flex-wrap:wrap;gap:4px 8px;align-items:center', [element('span', QUIET, 'Runs of a point: click on it, or choose'), choice]);
  var panel = element('div', 'display:none');
  panel.setAttribute('role', 'region');
  panel.setAttribute('aria-live', 'polite');
  var node = element('div', 'padding:0 14px 8px;font:12.5px/1.45 sans-serif;color:var(--jp-content-font-color1,inherit)', [words, panel]);
  node.className = 'echarts-runs';

  function take(next) {
    data = allowRuns(next);
    choice.replaceChildren();
    if (data) fill();
    open(-1);
    return Boolean(data);
  }

  function fill() {
    var none = element('option', '', 'none');
    none.value = '-1';
    choice.appendChild(none);
    findEntries();
    var sets = Object.create(null);
    entries.forEach(function (sizes, i) {
      var group = sizes.length === 1 ? data.sizes[sizes[0]].group : '';
      if (group && !sets[group]) {
        sets[group] = element('optgroup', OPTION);
        sets[group].label = group;
        choice.appendChild(sets[group]);
      }
      var one = element('option', OPTION, entryName(sizes));
      one.value = String(i);
      (group ? sets[group] : choice).appendChild(one);
    });
  }

  // findEntries has an entry for each size, or for those together that one point is of.
  function findEntries() {
    var at = Object.create(null), known = Object.create(null);
    data.points.forEach(function (point) {
      var place = placeOf(point[0], point[1], point[3]);
      if (!at[place]) at[place] = [];
      if (at[place].length < MOST_SETS) at[place].push(point[2]);
    });
    entries = [];
    entryAt = Object.create(null);
    Object.keys(at).forEach(function (place) {
      var name = at[place].join();
      if (known[name] === undefined) known[name] = entries.push(at[place]) - 1;
      entryAt[place] = known[name];
    });
  }

  function placeOf(series, item, frame) { return [series, item, frame].join(' '); }

  function entryName(sizes) {
    var all = sizes.map(function (i) { return data.sizes[i]; });
    var rest = all.length === 1 ? all[0].mean : all.map(function (size) { return size.group; }).join(' and ');
    return all[0].name + (rest ? ': ' + rest : '');
  }

  function titleOf(size) { return size.name + (size.group ? ', ' + size.group : ''); }

  // clicked opens what is behind the point that ECharts names, if anything is.
  function clicked(event, frame) {
    if (!data || event.componentType !== 'series') return false;
    return openPlace(event.seriesIndex, event.dataIndex, frame);
  }

  // clickedAt opens what is behind the nearest point, by the distances in pixels that distances() finds: they are asked for once, and where
  // there is something to open.
  function clickedAt(frame, distances) {
    var REACH = 8, nearest = null, least = REACH, distance = data && distances();
    if (data) data.points.forEach(function (point) {
      if (isSlider() && point[3] !== frame) return;
      var far = distance(point[0], point[1]);
      if (far <= least) { // the last is drawn above the others
        least = far;
        nearest = point;
      }
    });
    return nearest !== null && openPlace(nearest[0], nearest[1], frame);
  }

  function isSlider() { return data.points[0][3] !== undefined; }

  function openPlace(series, item, frame) {
    var at = entryAt[placeOf(series, item, isSlider() ? frame : undefined)];
    if (at === undefined) return false;
    open(at);
    panel.scrollIntoView({ block: 'nearest' }); // it may be below what is seen
    return true;
  }

  function open(at) {
    shown = at;
    choice.value = String(at);
    panel.replaceChildren();
    panel.style.display = at < 0 ? 'none' : 'block';
    if (at < 0) return;
    var sizes = entries[at].map(function (i) { return data.sizes[i]; }), names = sizes.map(titleOf).join(' and ');
    panel.setAttribute('aria-label', 'Runs of ' + names);
    panel.style.cssText = 'display:block;margin:6px 0 0;padding:8px 10px;border:1px solid var(--jp-border-color1,#999999);border-radius:4px;overflow-x:auto';
    var close = element('button', 'float:right;font:inherit;color:inherit;background:transparent;border:0;cursor:pointer;padding:0 4px', '\u00d7');
    close.type = 'button';
    close.setAttribute('aria-label', 'Close the runs of ' + names);
    close.addEventListener('click', function () {
      open(-1);
      choice.focus({ preventScroll: true });
    });
    panel.appendChild(close);
    sizes.forEach(function (size, i) { describe(size, i > 0); });
  }

  // describe appends what is known of the runs of a size, apart from what is above.
  function describe(size, apart) {
    panel.appendChild(element('div', 'overflow-wrap:anywhere' + (apart ? ';margin-top:10px;padding-top:8px;border-top:1px solid var(--jp-border-color1,#999999)' : ''),
      [element('strong', '', titleOf(size)), element('span', '', size.mean ? ': ' + size.mean : '')]));
    if (size.rows.length) panel.appendChild(table(size));
    size.notes.forEach(function (note) { panel.appendChild(element('p', 'margin:4px 0;overflow-wrap:anywhere', note)); });
    var pictures = element('div', 'display:flex;flex-wrap:wrap;gap:12px 24px;align-items:flex-start;margin-top:6px');
    if (size.lines.length) pictures.appendChild(curves(size));
    if (size.sheet) pictures.appendChild(sheet(size));
    panel.appendChild(pictures);
  }

  function table(size) {
    var cell = 'padding:1px 12px 1px 0;text-align:right;vertical-align:bottom;border:0;font-variant-numeric:tabular-nums';
    var row = function (tag, style) {
      return function (contents) {
        return element('tr', 'background:transparent', contents.map(function (one) { return element(tag, cell + style, one); }));
      };
    };
    // a name without spaces, of 200 letters, would take the place of all other columns
    var names = size.head.map(function (one) { return [element('div', 'max-width:14em;margin-left:auto;overflow-wrap:break-word', one)]; });
    var head = element('thead', 'border:0', [row('th', ';font-weight:normal;' + QUIET)(names)]);
    return element('table', 'border-collapse:collapse;margin:6px 0;font:inherit;color:inherit;border:0', [head, element('tbody', '', size.rows.map(row('td', '')))]);
  }

  function sheet(size) {
    var picture = element('img', 'display:block;image-rendering:pixelated;max-width:100%;max-height:420px');
    picture.alt = size.about;
    picture.addEventListener('load', function () { picture.style.width = Math.min(2 * picture.naturalWidth, 420) + 'px'; });
    picture.src = size.sheet;
    return element('figure', 'margin:0;max-width:420px', [picture, element('figcaption', 'margin-top:2px;overflow-wrap:anywhere;' + QUIET, size.about)]);
  }

  // curves draws training losses on axes from 0.
  function curves(size) {
    var WIDTH = 340, HEIGHT = 150, LEFT = 44, BELOW = 22, EDGE = 8;
    var steps = 0, loss = 0;
    var colors = isDark() ? ['#56B4E9', '#E69F00', '#2FBF8F', '#E3A3CB', '#D8C840'] : ['#0072B2', '#B84A00', '#00785A', '#A8447C', '#6E6200'];
    size.lines.forEach(function (line) {
      for (var i = 0; i < line.at.length; i += 2) {
        steps = Math.max(steps, line.at[i]);
        loss = Math.max(loss, line.at[i + 1]);
      }
    });
    var drawing = drawn('svg', { viewBox: '0 0 ' + WIDTH + ' ' + HEIGHT, width: WIDTH, height: HEIGHT, role: 'img',
      'aria-label': 'Training loss of ' + size.lines.map(function (line) { return line.name; }).join(', ') + ' of ' + titleOf(size),
      'font-family': 'sans-serif', 'font-size': 11, fill: 'currentColor' });
    drawing.style.cssText = 'display:block;max-width:100%;height:auto';
    var right = WIDTH - EDGE, bottom = HEIGHT - BELOW;
    var label = function (x, y, text) {
      var letters = drawn('text', { x: x, y: y, 'text-anchor': 'end' });
      letters.textContent = text;
      drawing.appendChild(letters);
    };
    drawing.appendChild(drawn('path', { d: 'M' + LEFT + ' ' + EDGE + 'V' + bottom + 'H' + right, fill: 'none', stroke: 'currentColor', opacity: 0.5 }));
    label(LEFT - 4, EDGE + 8, String(Number(loss.toPrecision(3))));
    label(LEFT - 4, bottom, '0');
    label(right, bottom + 15, steps + ' updates');
    size.lines.forEach(function (line, n) {
      var path = '';
      for (var i = 0; i < line.at.length; i += 2) {
        var x = LEFT + (right - LEFT) * Math.max(0, line.at[i]) / (steps || 1), y = bottom - (bottom - EDGE) * Math.max(0, line.at[i + 1]) / (loss || 1);
        path += (i ? 'L' : 'M') + x.toFixed(1) + ' ' + y.toFixed(1);
      }
      var curve = drawn('path', { d: path, fill: 'none', stroke: colors[n % colors.length], 'stroke-width': 1.5 }), title = drawn('title', {});
      title.textContent = line.name;
      curve.appendChild(title);
      drawing.appendChild(curve);
    });
    var names = size.lines.map(function (line, n) { return element('span', 'color:' + colors[n % colors.length] + ';margin-right:8px', '\u2014\u00a0' + line.name); });
    return element('figure', 'margin:0;max-width:340px', [drawing, element('figcaption', QUIET, [element('span', 'margin-right:8px', 'Training loss:')].concat(names))]);
  }

  function drawn(tag, attributes) {
    var node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    return node;
  }

  return { node: node, take: take, clicked: clicked, clickedAt: clickedAt, redraw: function () { open(shown); } };
}
