// Package figure makes figures as values from measurements, fits and draws. A [Figure] holds an Apache ECharts option
// in pure JSON (no JavaScript functions), so that it can be shown interactively in a notebook without any network,
// drawn to SVG without a browser, and stored in a file. Nothing is rendered here: kernel/show displays figures in a
// cell.
//
// This package has the constructors, their options and Figure itself; what they show is made below it.
//
// The map:
//
//   - [Curves]: error against the number of classes, one curve per budget.
//   - [Compare]: the same for several ways of training, one panel per budget.
//   - [Contour]: error over classes and images per class, with the lines of equal budget.
//   - [Collapse]: all budgets on the one curve that a tied law predicts.
//   - [Optimum]: the best number of classes against the budget, with the slope 1/2 of an invariant ratio.
//   - [Predicted]: a predicted size and its error, beside rules of thumb and what was measured.
//   - [Regret]: what a predicted size and the rules are expected to lose.
//   - [Rules]: what rules for choosing a size did lose at a budget that they had not seen.
//   - [Cloud]: two quantities of a law over its bootstrap refits.
//   - [Profile]: the profile likelihood of a quantity.
//   - [Power]: how often a test finds that the best ratio drifts, by the number of repeats.
//   - [TrainingCurve]: loss and learning rate of one pre-training.
//   - [Learning]: training loss or accuracy of several sizes, with intervals over the repeats.
//   - [Confusion]: what the test images of a task were taken for.
//   - [Samples]: the images of a draw.
//   - [Augmented]: images as a recipe's augmentation makes them.
//   - [NearDuplicates]: images of two pools that look alike, side by side.
//   - [Superclasses]: which superclasses the classes of a draw are of.
//   - [Policies]: the curves of several ways of choosing images, with their paired differences.
//   - [Line]: lines and points of any quantities, with bands and marks.
//   - [TextCurves] and [SVGCurves]: [Curves] without a chart library, for terminals and documents.
//   - [Slider]: several figures at one place, with a slider that chooses among them.
//   - [FromChart]: any go-echarts chart.
//
// Below, each to be read and tested alone, and none importing this package; first geometry and words, then ECharts,
// then kinds of figures:
//
//	internal/scale        ranges of numbers, ticks, rounding
//	internal/label        places for the labels of lines, short names
//	internal/contour      level lines of a function, polygons
//	internal/wording      numbers and sentences of captions, text tables
//	internal/behind       what a click on a point shows
//	internal/chart        the parts of an ECharts option in one style: axes, legends, series, palette
//	internal/optionjson   options as decoded JSON: ranges of axes, room for legends, charts of go-echarts
//	internal/perbudget    Curves, Compare, Policies, Collapse, Optimum
//	internal/plaincurves  TextCurves, SVGCurves
//	internal/errormap     Contour
//	internal/linechart    Line, and what is shown by lines elsewhere
//	internal/training     TrainingCurve, Learning
//	internal/inference    Cloud, Profile, Power
//	internal/sizechoice   Predicted, Regret, Rules
//	internal/confusion    Confusion
//	internal/samplesheet  Samples, Augmented, NearDuplicates, thumbnails
//	internal/groupdraw    Superclasses
//	internal/timeline     Slider
//	internal/record       what a study recorded of the runs behind points
//
// Of a figure whose points are measured sizes a click on a point shows its runs: what the points say, or with
// [Figure.WithRuns], which lists such figures, all that a study recorded. [Figure.Runs] has it, beside the option.
//
// To add a figure: its chart in the package of its kind, from data to chart.Parts; a constructor here, with its
// options, an Example and a line in the map above.
//
// Errors are shares in [0, 1] in the data and per cent in every figure. Intervals are 95% intervals, in bars, tables
// and words, unless a caption names another level. A number that is not finite, as of training that diverged, leaves a
// gap, and the caption says how many there are. Colours are near those of Okabe and Ito, which people with a colour
// vision deficiency can tell apart; their contrast is at least 3:1 on white, and that of those for a dark ground, which
// a figure carries too, on black.
package figure
