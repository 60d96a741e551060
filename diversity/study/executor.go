package study

import "context"

// Job is what an [Executor] has to do: compute the runs that are missing from a study's directory.
type Job struct {
	Store *Store // open for computing
	Runs  []Run  // that are missing, in the order of work
	Whole bool   // Runs are all that the plan lacks, so that a worker can find them in the directory by itself
}

// Executor computes runs. It returns when every run is finished or failed, when it can do no more, or when the context
// ends; what has been published stays. Runs that fail are recorded in the store and are not an error of the executor.
type Executor interface {
	Execute(ctx context.Context, job Job) error
}

// Checker is an [Executor] that can say beforehand whether it is able to compute a study at all. [Study.Run] asks it
// before it writes anything, so that a study which is refused leaves no directory.
type Checker interface {
	Check(ctx context.Context, s Study) error
}
