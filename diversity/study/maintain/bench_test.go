package maintain

import (
	"fmt"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// large is a study of so many runs, a multiple of ten: nine sizes and the control for every repeat.
func large(runs int) study.Study {
	s := small()
	s.Budgets, s.SizesPerBudget, s.Repeats = nil, 0, runs/10
	for classes := 2; classes <= 10; classes++ {
		s.Sizes = append(s.Sizes, diversity.Size{Classes: classes, PerClass: 4})
	}
	return s
}

// finishedQuickly is the directory, in memory, of a study whose runs are all finished.
func finishedQuickly(b *testing.B, s study.Study) (dir string) {
	b.Helper()
	dir = filetest.QuickDir(b)
	store, err := study.Open(s, dir)
	if err == nil {
		err = store.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	plan, err := s.Plan()
	if err != nil {
		b.Fatal(err)
	}
	real := disk.Real()
	for i, hash := range s.RunHashes(plan) {
		result := stubResult(s, plan[i])
		result.Format, result.Hash, result.Run, result.Token, result.Finished = study.Format, hash, plan[i], 1,
			time.Unix(1, 0).UTC()
		text, err := sealed.Seal(result)
		if err != nil {
			b.Fatal(err)
		}
		if err := real.WriteFile(layout.Dir(dir).Run(hash), text); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// BenchmarkStatus reads the state of every run: the time for one run should not depend on their number.
func BenchmarkStatus(b *testing.B) {
	for _, runs := range []int{10, 100, 1_000, 10_000} {
		b.Run(fmt.Sprint(runs), func(b *testing.B) {
			dir := finishedQuickly(b, large(runs))
			for b.Loop() {
				status, err := ReadStatus(dir)
				if err != nil || !status.Complete() || status.Total != runs {
					b.Fatal(status, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*runs), "ns/run")
		})
	}
}
