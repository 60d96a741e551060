package study

// RunOptions says where and how a study is computed. The zero value is the default.
type RunOptions struct {
	Root       string         // directory of all studies; "" means [Home]
	Executor   Executor       // what computes the runs; nil means [Processes]{}
	Policy     string         // of the run of [Study.RunOne], in a study with policies; "" else
	OnProgress func(Progress) // called now and then, by one goroutine at a time; nil means not at all
}

func (o RunOptions) executor() Executor {
	if o.Executor == nil {
		return Processes{}
	}
	return o.Executor
}

func (o RunOptions) report(p Progress) {
	if o.OnProgress != nil {
		o.OnProgress(p)
	}
}
