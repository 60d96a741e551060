// Package compare tells whether a notebook that was executed again says the same as before.
//
// The outputs of each code cell are compared: numbers within a tolerance, everything else exactly. Numbers are found in
// streams, in every text form of what was displayed (plain, HTML, Markdown, LaTeX), and as values of figure
// specifications and other JSON. Runs of spaces count as one, for a number that gets shorter moves the columns of a
// table.
//
// Not compared is what says how the computation went rather than what came out:
//
//   - durations: a number with a unit of time, as "3.3s", "1m23s", "250 ms", "0.5 h"; both sides must have one;
//   - outputs whose HTML has the role "progressbar", and the state of widgets;
//   - the content of pictures (SVG, PNG) beside a figure specification, from which they are drawn: they have to be
//     there, a PNG has to be one that decodes, and that is all; a picture by itself must be the same, byte by byte;
//   - what is behind the points of a figure (times and processors of runs), also where only one side has it;
//   - the order of streams and displays among each other, which reach the notebook by different ways;
//   - cells with the tag "volatile": they only have to run.
package compare
