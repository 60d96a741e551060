// Package study holds experiments as values: which pre-training sets are drawn, how networks are pre-trained on them and
// on which tasks they are measured. A [Study] expands into independent runs ([Study.Plan]); each run's outcome is a
// [Result] in a [Store] of plain files. [Study.Run] computes what is missing, [Study.Load] only reads.
//
// The package never links a training framework: runs are computed by worker processes ([Processes]) or by another
// [Executor], such as the one in package runner. A store looks like this:
//
//	<root>/studies/<name>/study.json            the specification
//	<root>/studies/<name>/runs/<hash>.json      one finished run
//	<root>/studies/<name>/failures/<hash>.json  why a run could not be computed; tried again by the next Run
//	<root>/studies/<name>/claims/<hash>         locked by the process that is computing the run
//	<root>/studies/<name>/lock                  held (shared) by every process that uses study.json
//
// Every JSON file is {"checksum":"sha256:...","content":{...}}, the checksum being that of the content's bytes. A file that
// does not match is set aside as <file>.damaged-<n> and computed again.
package study
