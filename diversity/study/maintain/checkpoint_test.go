package maintain

import (
	"bytes"
	"strings"
	"testing"

	"tradeoff/diversity/internal/safetensors"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/filetest"
)

// A checkpoint serves as long as its run is not finished, and while the plan has it.
func TestCheckpoints(t *testing.T) {
	s := small()
	dir := finishedDir(t, s)
	plan := mustPlan(t, s)
	store := mustOpen(t, s, dir)
	remove(t, store, plan[12:13])
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := safetensors.Write(&file, []safetensors.Tensor{{Name: "w", Shape: []int{1}, Data: []float32{1}}}, nil); err != nil {
		t.Fatal(err)
	}
	path := func(run study.Run) string { return "checkpoints/" + s.RunHash(run) + ".safetensors" }
	unplanned := plan[0]
	unplanned.Seed++
	finished, unfinished, useless := path(plan[3]), path(plan[12]), path(unplanned)
	for _, name := range []string{finished, unfinished, useless} {
		filetest.Put(t, dir, name, file.String())
	}
	filetest.Put(t, dir, path(plan[13]), "torn")
	report := mustCheck(t, dir)
	if !strings.Contains(paths(report.Leftovers), finished) || strings.Contains(paths(report.Leftovers), unfinished) ||
		paths(report.Unused) != useless || len(report.Foreign) > 0 {
		t.Errorf("leftovers %+v, unused %+v, foreign %+v", report.Leftovers, report.Unused, report.Foreign)
	}
	if paths(report.Problems) != path(plan[13]) || !strings.Contains(report.Problems[0].Reason, "damaged") {
		t.Errorf("problems %+v", report.Problems)
	}
	pruned, err := Prune(dir, PruneOptions{Unused: true})
	if removed := paths(pruned.Removed); err != nil || !strings.Contains(removed, finished) ||
		!strings.Contains(removed, useless) || strings.Contains(removed, unfinished) {
		t.Errorf("removed %+v (%v)", pruned.Removed, err)
	}
}
