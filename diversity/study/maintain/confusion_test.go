package maintain

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity/study"
)

// confusing is small with confusions recorded.
func confusing() study.Study {
	s := small()
	s.Confusions = true
	return s
}

// recording is an executor that records confusions: all mistakes take class 0 for class 1.
type recording struct{}

func (recording) Execute(ctx context.Context, job study.Job) error {
	return job.Store.Work(ctx, job.Runs, func(_ context.Context, order study.Assignment) (study.Result, error) {
		return mistaken(stubResult(job.Store.Study(), order.Run)), nil
	})
}

// mistaken adds to every measurement of a result cells that fit it.
func mistaken(r study.Result) study.Result {
	for i, m := range r.Measurements {
		tally := study.Tally{}
		for image := range m.Tested {
			if image < m.Wrong {
				tally.Add(0, 1)
			} else {
				tally.Add(image%2, image%2)
			}
		}
		r.Measurements[i].Confusion = tally.Cells()
	}
	return r
}

// Results travel with the confusions that were recorded.
func TestConfusionsArePackedAndUnpacked(t *testing.T) {
	root, elsewhere := t.TempDir(), t.TempDir()
	results := mustRun(t, confusing(), study.RunOptions{Root: root, Executor: recording{}})
	packed := mustPack(t, filepath.Join(root, "studies", "small"))
	if _, err := Unpack(save(t, packed), UnpackOptions{Root: elsewhere}); err != nil {
		t.Fatal(err)
	}
	again := mustRun(t, confusing(), study.RunOptions{Root: elsewhere, Executor: none{t}})
	if !reflect.DeepEqual(again.Runs, results.Runs) {
		t.Error("packed and unpacked, the results differ")
	}
	if len(again.Runs) != 14 || len(again.Runs[0].Measurements[0].Confusion) == 0 {
		t.Error("packed and unpacked, the confusions are lost")
	}
}

func TestStatusSaysThatConfusionsAreLacking(t *testing.T) {
	root := t.TempDir()
	mustRun(t, small(), study.RunOptions{Root: root, Executor: inProcess{}})
	if _, err := confusing().Save(root); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "studies", "small")
	status, err := ReadStatus(dir)
	if err != nil || status.Counts[Partial] != 14 || !strings.Contains(status.Runs[0].Reason, "confusion of task") {
		t.Errorf("%v (%v)", status, err)
	}
	mustOpen(t, small(), dir)
	if _, err := study.Open(confusing(), dir); !errors.Is(err, study.ErrBusy) {
		t.Errorf("in use without confusions: %v", err)
	}
}
