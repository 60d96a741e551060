// Returns an option as it is drawn in so many pixels, which may be fewer than it was made for: the title and the names of axes in two
// lines, no tools beside the title, neither ticks nor names of points over one another, and an edge of the ground's colour around names,
// for there is no room to keep them from lines. An option that has its width is returned as it is.
function inWidth(option, width, ground) {
  'use strict';
  if (widthClass(option, width) === 0) return option;
  var narrow = adapted(option);
  if (option.baseOption) narrow.baseOption = adapted(option.baseOption); // of a slider, with an option for each of its places
  if (Array.isArray(option.options)) narrow.options = option.options.map(adapted);
  return narrow;

  function adapted(part) {
    var out = Object.assign({}, part);
    change(out, 'title', inTwoLines);
    change(out, 'toolbox', function (tools) { return Object.assign({}, tools, { show: false }); });
    change(out, 'xAxis', thinned);
    change(out, 'yAxis', thinned);
    change(out, 'series', namedApart);
    halveNames(out);
    return out;
  }

  // change replaces a component, or each of a list of them.
  function change(part, kind, by) {
    var one = function (component) { return component && typeof component === 'object' ? by(component) : component; };
    if (part[kind]) part[kind] = Array.isArray(part[kind]) ? part[kind].map(one) : one(part[kind]);
  }

  // Two lines of the smaller letters are as high as the row of the title.
  function inTwoLines(title) {
    return Object.assign({}, title, { top: 3, textStyle: Object.assign({}, title.textStyle, {
      fontSize: 13, lineHeight: 16, width: width - 24, height: 32, overflow: 'break', lineOverflow: 'truncate' }) });
  }

  function thinned(axis) { return Object.assign({}, axis, { axisLabel: Object.assign({}, axis.axisLabel, { hideOverlap: true }) }); }

  function namedApart(series) {
    var out = Object.assign({}, series, { labelLayout: { hideOverlap: true } });
    if (series.type !== 'scatter') return out;
    out.label = edged(series.label);
    if (Array.isArray(series.data)) out.data = series.data.map(function (entry) {
      return entry && entry.label ? Object.assign({}, entry, { label: edged(entry.label) }) : entry;
    });
    return out;
  }

  function edged(label) {
    return Object.assign({}, label, { textBorderColor: label && label.backgroundColor || ground, textBorderWidth: 3, backgroundColor: 'transparent' });
  }

  // halveNames breaks the names of x axes that are longer than the axes have room. Panels, whose grids are a list, have room below.
  function halveNames(part) {
    var letter = 7.2, line = 16, panels = Array.isArray(part.grid), any = false; // pixels
    var room = panels && part.grid.length > 1 ? width / 2 - 12 : width - 24;
    change(part, 'xAxis', function (axis) {
      var name = String(axis.name || '');
      if (letter * name.length <= room || name.indexOf('\n') >= 0) return axis;
      any = true;
      return Object.assign({}, axis, { name: halved(name), nameTextStyle: Object.assign({}, axis.nameTextStyle, { lineHeight: line }) });
    });
    if (any && part.grid && !panels) part.grid = Object.assign({}, part.grid, { bottom: (Number(part.grid.bottom) || 0) + line });
  }

  // halved breaks a text at the space next to its middle.
  function halved(text) {
    var best = -1;
    for (var at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
      if (best < 0 || Math.abs(2 * at - text.length) < Math.abs(2 * best - text.length)) best = at;
    }
    return best < 0 ? text : text.slice(0, best) + '\n' + text.slice(best + 1);
  }
}

// widthClass is 0 where a figure has the width that it was made for, and else a number that changes with the width by steps.
function widthClass(option, width) {
  'use strict';
  var own = option.figure && option.figure.width || 860, step = 40;
  return !width || width >= 0.9 * own ? 0 : Math.ceil(width / step);
}
