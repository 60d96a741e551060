// Package behind is what is shown of a point of a figure on a click: the runs of its size, and what they recorded. It
// is text, numbers and a picture, no HTML: the program that shows it decides how.
//
// It travels beside the option of the figure, not in it, for three reasons. The times and processors of runs differ
// where their numbers do not, so that a figure which was computed again is the same figure; whoever draws the option
// without knowing of this draws it as ever; and a bound on its bytes takes nothing from the picture.
package behind
