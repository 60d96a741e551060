// Returns an option with the colours that its member "figure.dark" gives for a dark surrounding: it maps colours, as #rrggbb, to
// others. Nothing else is replaced by anything else.
function inDark(option) {
  'use strict';
  var color = /^#[0-9a-f]{6}$/i, given = option.figure && option.figure.dark, colors = {};
  if (!given || typeof given !== 'object') return option;
  Object.keys(given).forEach(function (from) {
    if (color.test(from) && typeof given[from] === 'string' && color.test(given[from])) colors[from] = given[from];
  });

  function replaced(value) {
    if (typeof value === 'string') return colors.hasOwnProperty(value) ? colors[value] : value;
    if (Array.isArray(value)) return typeof value[0] === 'number' ? value : value.map(replaced);
    if (!value || typeof value !== 'object') return value;
    var out = {};
    Object.keys(value).forEach(function (key) { if (key !== '__proto__') out[key] = replaced(value[key]); });
    return out;
  }

  return replaced(option);
}
