// Package errormap shows the error over the number of classes and the images per class: measured sizes as dots on the
// error by a law or by a surface, with level lines, lines of equal budget and the line of the best sizes.
package errormap
