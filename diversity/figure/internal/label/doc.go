// Package label places labels so that they cover no point, no line and no other label. It is geometry of boxes in
// pixels and knows nothing of charts: a caller names what is in the way, asks for a place, and gives it to whatever
// shows labels.
//
// ECharts hides labels that overlap (labelLayout.hideOverlap) or moves them along one axis, but does not keep them off
// lines, and the figures are also drawn without a browser. There are few labels, so that trying a list of places in
// order of preference does.
package label
