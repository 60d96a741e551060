// Package study holds experiments as values: which pre-training sets are drawn, how networks are pre-trained on them and
// on which tasks they are measured. A [Study] expands into independent runs ([Study.Plan]); each run's outcome is a
// [Result] in a [Store] of plain files. [Study.Run] computes what is missing, [Study.Load] only reads.
//
// The package never links a training framework: runs are computed by worker processes ([Processes]) or by another
// [Executor], such as the one in package runner. A store looks like this:
//
//	<root>/studies/<name>/study.json                  the specification
//	<root>/studies/<name>/runs/<hash>.json            one finished run
//	<root>/studies/<name>/failures/<hash>.json        why a run could not be computed; tried again by the next Run
//	<root>/studies/<name>/claims/<hash>.<token>       who computes the run; the token counts the claims of the run
//	<root>/studies/<name>/weights/<hash>.safetensors  the network of a run, if [Study.KeepWeights] is set
//	<root>/studies/<name>/lock                        held (shared) by every process that uses study.json
//
// Every JSON file is {"checksum":"sha256:...","content":{...}}, the checksum being that of the content's bytes. A file that
// does not match is set aside as <file>.damaged-<n> and computed again, as is anything under such a name that is no regular file;
// a study.json that was edited by hand is taken by [Accept]. A file of a newer version of this package is neither read nor replaced
// nor removed ([ErrNewer]). Nothing but plain files is needed: any number of
// processes, on any machines that see the directory, may work on a study and die at any time.
//
// # Claims
//
// A worker claims a run in these steps; every file it creates has a temporary name until it is complete.
//
//  1. It looks at the claim with the highest token. If that one is alive, the run is not to be had.
//  2. It creates a file, locks it, writes into it who it is, and links it as claims/<hash>.<token+1>. A link never replaces
//     a file, so of several workers one gets the token.
//  3. If there is a higher token by now, it gives way. Otherwise it removes the claims with lower tokens.
//  4. It looks again whether the run needs to be computed, and computes it.
//  5. It writes the outcome into its claim's file, syncs it, and renames claims/<hash>.<token> to runs/<hash>.json, or to
//     failures/<hash>.json. Then it syncs both directories.
//
// A claim is alive while its file is locked, which the operating system ends with the process, and while its heartbeat, the
// file's modification time, goes on within its lease ([Store.SetLease]). It does not if it is older than the lease by the file
// system's own clock, so that the clocks of machines need not agree, or if a process that wants the run has watched it for a
// lease, by its monotonic clock, and it did not change. A heartbeat that is dated ahead is thus worth no more than any other:
// after a step of a clock, or in a copy from another machine, it is waited for once, and not until its time comes.
// A free lock proves death only on the claimant's own machine,
// as some network file systems do not pass locks on; on others, and where there are no locks at all, the heartbeat decides.
// To believe a living worker dead costs time, but does no harm:
//
// No outcome is lost or replaced by a worker that lost its claim. Let A hold a claim, and let B take the run over. A stores
// its outcome by one rename of A's name (step 5), B removes that name (step 3), and the file system carries out one before
// the other. If the rename is first, the outcome is in place when B looks (step 4 comes after step 3), and B computes
// nothing. If the removal is first, the rename fails, and A reports [ErrFenced]. It makes no difference how long A slept
// before its rename, since nothing that A looked at earlier counts. Names are not used twice: tokens rise, because a claim
// that is given back leaves its file, as a failure does that is tried again, and because a stored outcome holds its token.
// (Should a token be lost with a damaged file, and a name be used again, A could at worst rename the file of B: a whole
// outcome, or one that is not taken for any.)
//
// No run is computed again after its outcome was stored: who computes has looked for the outcome after it removed the
// name of every other claim, and any outcome stored later than that look would need one of these names.
//
// No torn file is taken for an outcome: the content is synced before the rename, and the checksum is verified at every
// reading. A process that dies at any point leaves at most a claim with a free lock, which the next worker takes over, and
// files with temporary names, which are removed when the directory is opened by its only user.
//
// # Runs that kill their workers
//
// Workers take up runs that others lost after all others, so that a run that exhausts the memory does not keep the rest from
// being computed. When 10 workers in a row were lost with a run while no run of the study came to an outcome, it counts as
// failed, with this reason.
package study
