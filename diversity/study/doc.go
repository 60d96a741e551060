// Package study holds experiments as values: which pre-training sets are drawn, how networks are pre-trained on them
// and on which tasks they are measured. A [Study] expands into independent runs ([Study.Plan]); each run's outcome is a
// [Result] in a [Store] of plain files. [Study.Run] computes what is missing, [Study.Load] only reads.
//
// The package never links a training framework: runs are computed by worker processes ([Processes]) or by another
// [Executor], such as the one in package runner. A store looks like this:
//
//	<root>/studies/<name>/study.json                      the specification
//	<root>/studies/<name>/runs/<hash>.json                one finished run
//	<root>/studies/<name>/failures/<hash>.json            why a run could not be computed; tried again by the next Run
//	<root>/studies/<name>/claims/<hash>.<token>           who computes the run; the token counts the claims of the run
//	<root>/studies/<name>/weights/<hash>.safetensors      the network of a run, if [Study.KeepWeights] is set
//	<root>/studies/<name>/checkpoints/<hash>.safetensors  a training in progress; it goes when the run is published
//	<root>/studies/<name>/lock                            held (shared) by every process that uses study.json
//
// Every JSON file is {"checksum":"sha256:...","content":{...}}, the checksum being that of the content's bytes. A file
// that does not match is set aside as <file>.damaged-<n> and computed again, as is anything under such a name that is
// no regular file; a study.json that was edited by hand is taken by [Accept]. A file of a newer version of this package
// is neither read nor replaced nor removed ([ErrNewer]). Nothing but plain files is needed: any number of processes, on
// any machines that see the directory, may work on a study and die at any time.
//
// # Claims
//
// A worker claims a run before it computes it, so that several share the work, and publishes the outcome under its
// claim: one that hung for so long that another took its run over cannot publish any more. The steps, and the argument
// why no outcome is lost, replaced or computed twice, are in the documentation of package study/internal/claims, which
// knows neither studies nor runs.
//
// Package study/maintain looks after directories: list, status, check, prune, pack and unpack.
//
// # Runs of hours
//
// A worker keeps a checkpoint of its training every two minutes ([Processes.Checkpoint]), and when it is told to stop.
// Whoever takes the run over continues it, to the weights that it would have had, bit for bit on the same kind of
// device; at most the time since the last checkpoint is lost. Runs that are trained at once have one each: those of a
// worker that was told to stop are continued together, to the same bits; those of one that was killed each alone, since
// one of them may be what killed it, to weights that differ by rounding. [Study.Estimate] says beforehand how long it
// all takes.
//
// # Runs that kill their workers
//
// Workers take up runs that others lost after all others, so that a run that exhausts the memory does not keep the rest
// from being computed. When 10 workers in a row were lost with a run while no run of the study came to an outcome or a
// checkpoint, it counts as failed, with this reason.
package study
