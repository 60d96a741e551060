package study

import "errors"

// Retry forgets the recorded failures of the study in a directory, so that workers compute these runs again, as
// [Study.Run] does, and returns how many there were. Errors are those of [OpenDir].
func Retry(dir string) (count int, err error) {
	store, err := OpenDir(dir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	plan, err := store.Study().Plan()
	if err != nil {
		return 0, err
	}
	results, err := store.Load(plan)
	if err != nil {
		return 0, err
	}
	return len(results.Failures), store.reopen(results.Failures)
}
