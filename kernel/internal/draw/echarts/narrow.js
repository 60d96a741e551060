// Returns an option as it is drawn in so many pixels, which may be fewer than it was made for: the title and the names of axes in two
// lines, no tools beside the title, neither ticks nor names of points over one another, and an edge of the ground's colour around names,
// for there is no room to keep them from lines. An option that has its width is returned as it is.
function inWidth(option, width, ground) {
  'use strict';
  if (widthClass(option, width) === 0) return option;
  var phone = isPhone(width), line = 16; // pixels
  var lifted = false; // whether axes of a slider's places have names of two lines
  var narrow = adapted(option);
  if (option.baseOption) narrow.baseOption = adapted(option.baseOption); // of a slider, with an option for each of its places
  if (Array.isArray(option.options)) narrow.options = option.options.map(adapted);
  if (lifted) lift(narrow.baseOption || narrow);
  return narrow;

  function adapted(part) {
    var out = Object.assign({}, part);
    change(out, 'title', inTwoLines);
    change(out, 'toolbox', function (tools) { return Object.assign({}, tools, { show: false }); });
    change(out, 'xAxis', thinned);
    change(out, 'yAxis', thinned);
    change(out, 'series', namedApart);
    halveNames(out);
    shareRows(out);
    keepSquares(out);
    narrowColours(out);
    return out;
  }

  // change replaces a component, or each of a list of them.
  function change(part, kind, by) {
    var one = function (component) { return component && typeof component === 'object' ? by(component) : component; };
    if (part[kind]) part[kind] = Array.isArray(part[kind]) ? part[kind].map(one) : one(part[kind]);
  }

  // Two lines of the smaller letters are as high as the row of the title.
  function inTwoLines(title) {
    if (title.bottom !== undefined || !(Number(title.top || 0) < 20)) return title; // not of the figure
    return Object.assign({}, title, { top: 0, textStyle: Object.assign({}, title.textStyle, {
      fontSize: 13, lineHeight: 15, width: width - 24, height: 30, overflow: 'break', lineOverflow: 'truncate' }) });
  }

  // Of a figure of rows half the width is for the rows: their names, if longer than a third of it, have two lines of smaller letters.
  function shareRows(part) {
    var most = Math.round(0.36 * width), names = [].concat(part.yAxis || [])[0];
    var pictures = [].concat(part.series || []).some(function (series) { return series && series.type === 'pictorialBar'; });
    if (pictures || Array.isArray(part.grid) || !part.grid || !(part.grid.left > most) || !names || names.type !== 'category' || names.name) return;
    part.grid = Object.assign({}, part.grid, { left: most });
    change(part, 'yAxis', function (axis) {
      if (axis.type !== 'category' || axis.position === 'right') return axis;
      return Object.assign({}, axis, { axisLabel: Object.assign({}, axis.axisLabel, {
        fontSize: 10, lineHeight: 11, width: most - 18, overflow: 'break', hideOverlap: false }) });
    });
  }

  function thinned(axis) { return Object.assign({}, axis, { axisLabel: Object.assign({}, axis.axisLabel, { hideOverlap: true }) }); }

  function namedApart(series) {
    var out = Object.assign({}, series, { labelLayout: { hideOverlap: true } });
    if (series.type === 'heatmap' && phone) out = unlabelled(out); // cells are smaller than their numbers
    if (series.type !== 'scatter') return out;
    if (option.visualMap && phone && series.symbolSize > 1) out.symbolSize = Math.round(0.6 * series.symbolSize);
    out.label = edged(series.label);
    if (Array.isArray(series.data)) out.data = series.data.map(function (entry) {
      return entry && entry.label ? Object.assign({}, entry, { label: edged(entry.label) }) : entry;
    });
    return out;
  }

  function unlabelled(series) {
    return Object.assign({}, series, { label: { show: false }, data: (series.data || []).map(function (entry) {
      return entry && entry.label ? Object.assign({}, entry, { label: { show: false } }) : entry;
    }) });
  }

  // edged has the ground's colour around it. A name on a plate would hide points, of which there are as many as in a wide picture.
  function edged(label) {
    if (label && label.backgroundColor) return Object.assign({}, label, { show: false });
    return Object.assign({}, label, { textBorderColor: ground, textBorderWidth: 3 });
  }

  // keepSquares moves what stands right of a figure of squares to the edge; the colours are lower, for so are the squares.
  function keepSquares(part) {
    if (!(option.figure && option.figure.shape) || !part.grid) return;
    var free = freeBeside(option, width);
    if (free) part.grid = Object.assign({}, part.grid, { right: part.grid.right - free });
    ['visualMap', 'legend'].forEach(function (kind) {
      change(part, kind, function (beside) {
        var right = Number(beside.right);
        return right > 8 ? Object.assign({}, beside, { right: Math.max(8, right - free) }) : beside;
      });
    });
    if (!phone) return;
    change(part, 'visualMap', function (bands) { return Object.assign({}, bands, { itemHeight: Math.min(14, bands.itemHeight || 14) }); });
    change(part, 'legend', function (legend) { return Object.assign({}, legend, { top: 30 }); });
  }

  // narrowColours leaves the room beside the scale of colours to the axes.
  function narrowColours(part) {
    if (!part.visualMap || !phone) return;
    change(part, 'visualMap', function (bands) { return Object.assign({}, bands, {
      itemWidth: 10, textGap: 4, textStyle: Object.assign({}, bands.textStyle, { fontSize: 10 }) }); });
    if (!(option.figure && option.figure.shape)) change(part, 'grid', withoutSpare);
  }

  function withoutSpare(grid) {
    var least = colourRoom(width), spare = colourRoom(Infinity) - least;
    return grid.right > least ? Object.assign({}, grid, { right: Math.max(least, grid.right - spare) }) : grid;
  }

  // halveNames breaks the names of x axes that are longer than the axes have room.
  function halveNames(part) {
    var letter = 7.2, any = false; // pixels
    if (Array.isArray(part.grid) && part.grid.length > 1) return panels(part);
    change(part, 'xAxis', function (axis) {
      var name = String(axis.name || '');
      if (letter * name.length <= width - 24 || name.indexOf('\n') >= 0) return axis;
      any = true;
      return Object.assign({}, axis, { name: halved(name), nameTextStyle: Object.assign({}, axis.nameTextStyle, { lineHeight: line }) });
    });
    if (any && part.grid) lift(part);
    else if (any) lifted = true;
  }

  // lift makes room for a line below the axes; between panels there is some.
  function lift(part) {
    if ([].concat(part.grid).length > 1) return;
    change(part, 'grid', function (grid) { return Object.assign({}, grid, { bottom: (Number(grid.bottom) || 0) + line }); });
  }

  // Between panels is room for one line, above them for one row of a legend.
  function panels(part) {
    change(part, 'xAxis', function (axis) { return Object.assign({}, axis, { nameTextStyle: Object.assign({}, axis.nameTextStyle, { fontSize: 10 }) }); });
    change(part, 'legend', function (legend) { return Object.assign({}, legend, {
      type: 'scroll', left: 12, itemGap: 6, itemWidth: 12, textStyle: { fontSize: 10 } }); });
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

// A phone is where a figure has less than 600 pixels, of the 860 that it is made for.
function isPhone(width) { return width < 600; }

// colourRoom is the least room right of the axes for a scale of colours: on a phone its letters are smaller.
function colourRoom(width) { return isPhone(width) ? 92 : 126; }

// freeBeside is how much of the room right of a figure of squares can be given up before the squares become smaller.
function freeBeside(option, width) {
  'use strict';
  var frame = option.figure || {}, least = option.visualMap ? colourRoom(width) : 28, right = option.grid && Number(option.grid.right);
  if (!frame.shape || !width || !(right > least)) return 0;
  return Math.min(right - least, Math.max(0, (frame.width || 860) - width));
}

// widthClass is 0 where a figure has the width that it was made for, and else a number that changes with the width by steps.
function widthClass(option, width) {
  'use strict';
  var own = option.figure && option.figure.width || 860, step = 40;
  return !width || width >= 0.9 * own ? 0 : Math.ceil(width / step);
}
