package split

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

// om is the downstream task of the quick start.
func om() Task {
	t := FewShot(pool.Omniglot().Evaluation(), 20, 10)
	t.Name, t.WithinGroups = "om", true
	return t
}

func mustEpisodes(t *testing.T, task Task) []Episode {
	t.Helper()
	episodes, err := task.Draw()
	if err != nil {
		t.Fatal(err)
	}
	return episodes
}

func TestEpisodesAreExactAndShareNoOriginal(t *testing.T) {
	distorted := om()
	distorted.Pool = distorted.Pool.Distort(pool.Distortion{})
	valid := FewShot(pool.Omniglot().Evaluation(), 5, 4)
	valid.Validation = 6
	for _, task := range []Task{om(), distorted, valid, Full(pool.Omniglot().Evaluation(), 12, 3, 5)} {
		ways := task.Ways
		if ways == 0 {
			ways = task.Pool.Classes()
		}
		episodes := mustEpisodes(t, task)
		if len(episodes) != task.Episodes {
			t.Fatalf("%s: %d episodes", task.Name, len(episodes))
		}
		for _, e := range episodes {
			if classes := slices.Compact(slices.Sorted(slices.Values(e.Classes))); len(classes) != ways {
				t.Fatalf("%s: %d different classes, want %d", task.Name, len(classes), ways)
			}
			used := map[pool.Ref]bool{}
			checkPart(t, task, e, e.Train, ways*task.Shots, used)
			checkPart(t, task, e, e.Validation, ways*task.Validation, used)
			checkPart(t, task, e, e.Test, ways*task.Test, used)
		}
	}
}

func checkPart(t *testing.T, task Task, e Episode, part Part, want int, used map[pool.Ref]bool) {
	t.Helper()
	if len(part.Refs) != want || len(part.Labels) != want {
		t.Fatalf("%s: %d images, %d labels, want %d", task.Name, len(part.Refs), len(part.Labels), want)
	}
	counts := map[int32]int{}
	for i, r := range part.Refs {
		counts[part.Labels[i]]++
		original := pool.Ref{Class: r.Class, Sample: task.Pool.Original(r)}
		if used[original] || e.Classes[part.Labels[i]] != r.Class || r.Sample >= task.Pool.Count(r.Class) {
			t.Fatalf("%s: %v with label %d: used %t", task.Name, r, part.Labels[i], used[original])
		}
		used[original] = true
	}
	for label, count := range counts {
		if count*len(e.Classes) != want {
			t.Errorf("%s: %d images of class %d", task.Name, count, label)
		}
	}
}

func TestWithinGroupsEachEpisodeHasItsAlphabet(t *testing.T) {
	task := om()
	task.Episodes = 22
	names := task.Pool.GroupNames()
	for i, e := range mustEpisodes(t, task) {
		for _, class := range e.Classes {
			if got := task.Pool.Group(class); got != names[i%20] {
				t.Errorf("episode %d: %s, want %s", i, got, names[i%20])
			}
		}
	}
	task.Ways, task.Episodes = 46, 2 // only Malayalam and Oriya have so many
	for i, e := range mustEpisodes(t, task) {
		if got := task.Pool.Group(e.Classes[0]); got != []string{"Malayalam", "Oriya"}[i] {
			t.Errorf("episode %d: %s", i, got)
		}
	}
}

func TestMoreEpisodesKeepTheFirst(t *testing.T) {
	for _, task := range []Task{om(), FewShot(pool.Omniglot().Evaluation(), 5, 1)} {
		few := mustEpisodes(t, task)
		task.Episodes = 30
		if !reflect.DeepEqual(few, mustEpisodes(t, task)[:10]) {
			t.Errorf("%s: other episodes", task.Name)
		}
		task.Seed = 1
		if reflect.DeepEqual(few, mustEpisodes(t, task)[:10]) {
			t.Errorf("%s: the seed changes nothing", task.Name)
		}
	}
}

// Chi-square of 2,000 episodes with a fixed seed; the bounds are the upper 0.1 % points.
func TestEpisodesAreUniform(t *testing.T) {
	task := FewShot(poolOf(t, 6, 6, 6, 6, 6).Distort(pool.Distortion{PerClass: 12}), 2, 2)
	task.Test, task.Episodes = 2, 2000
	classes, train, test := make([]int, 5), make([]int, 12), make([]int, 12)
	for _, e := range mustEpisodes(t, task) {
		classes[e.Classes[0]]++
		train[e.Train.Refs[0].Sample]++
		test[e.Test.Refs[1].Sample]++
	}
	for _, c := range []struct {
		name   string
		counts []int
		bound  float64
	}{{"classes", classes, 18.5}, {"train", train, 31.3}, {"test", test, 31.3}} {
		if x := chiSquare(c.counts); x > c.bound {
			t.Errorf("%s %v: chi-square %.1f", c.name, c.counts, x)
		}
	}
}

func TestFullListsAllClassesInOrder(t *testing.T) {
	e := mustEpisodes(t, Full(poolOf(t, 9, 7, 8), 3, 2, 2))[0]
	if !slices.Equal(e.Classes, []int{0, 1, 2}) || !slices.Equal(e.Test.Labels, []int32{0, 0, 1, 1, 2, 2}) {
		t.Errorf("classes %v, test labels %v", e.Classes, e.Test.Labels)
	}
}

func TestTaskErrorsNameTheField(t *testing.T) {
	change := func(f func(*Task)) Task {
		task := om()
		f(&task)
		return task
	}
	cases := []struct {
		task  Task
		parts []string
	}{
		{Task{Name: "none"}, []string{`task "none"`, "zero value"}},
		{change(func(t *Task) { t.Ways = -1 }), []string{"Task.Ways = -1"}},
		{change(func(t *Task) { t.Ways = 1 }), []string{"Task.Ways = 1", "at least 2"}},
		{change(func(t *Task) { t.Ways = 0 }), []string{"Task.Ways = 0", "WithinGroups"}},
		{Full(poolOf(t, 9), 1, 1, 1), []string{"Task.Ways = 0"}},
		{change(func(t *Task) { t.Shots = 0 }), []string{"Task.Shots = 0", "1.."}},
		{change(func(t *Task) { t.Validation = -1 }), []string{"Task.Validation = -1", "0.."}},
		{change(func(t *Task) { t.Test = 0 }), []string{"Task.Test = 0"}},
		{change(func(t *Task) { t.Episodes = 0 }), []string{"Task.Episodes = 0"}},
		{change(func(t *Task) { t.Episodes = 1<<28 + 1 }), []string{"Task.Episodes"}},
		{change(func(t *Task) { t.Ways = 48 }), []string{"Task.Ways = 48", "at most 47"}},
		{change(func(t *Task) { t.Shots = 11 }), []string{"at most 0", "21 originals"}},
		{FewShot(poolOf(t, 20, 20, 19), 3, 10), []string{"Task.Ways = 3", "at most 2", "of 3 have 20 originals"}},
		{Full(poolOf(t, 9, 8), 5, 2, 2), []string{"Shots + Validation + Test = 9", "at most 8", "class 1"}},
		{Full(poolOf(t, 9, 9).Distort(pool.Distortion{}), 8, 2, 2), []string{"at most 9", "class 0"}},
	}
	for _, c := range cases {
		_, err := c.task.Draw()
		wantError(t, err, diversity.ErrInvalid, c.parts...)
	}
}

// The hashes are pinned, and so is what is drawn: if they change, every stored result changes its meaning.
func TestTaskHashesArePinned(t *testing.T) {
	if got := om().Hash(); got != "7b2b2d83871b1cfc8aacfd8152f59e62de1a508f875c4927007123161b829454" {
		t.Errorf("hash of om %q", got)
	}
	e := mustEpisodes(t, om())[3]
	if got, want := e.Classes[:4], []int{82, 73, 91, 83}; !slices.Equal(got, want) {
		t.Errorf("first classes of episode 3: %v", got)
	}
	if got, want := e.Test.Refs[7].Sample, 19; got != want {
		t.Errorf("test image 7 of episode 3: %d", got)
	}
}

func TestTaskHashDependsOnEveryFieldButTheName(t *testing.T) {
	changes := []func(*Task){
		func(t *Task) { t.Pool = t.Pool.Rotations(2) }, func(t *Task) { t.Ways++ }, func(t *Task) { t.Shots++ },
		func(t *Task) { t.Validation++ },
		func(t *Task) { t.Test++ }, func(t *Task) { t.Episodes++ }, func(t *Task) { t.WithinGroups = false },
		func(t *Task) { t.Seed++ },
	}
	seen := map[string]bool{om().Hash(): true}
	for i, change := range changes {
		task := om()
		change(&task)
		if seen[task.Hash()] {
			t.Errorf("change %d leaves the hash", i)
		}
		seen[task.Hash()] = true
	}
	task := om()
	task.Name = "other"
	if task.Hash() != om().Hash() || (Task{}).Hash() != "" {
		t.Error("the name changes the hash, or a task without a pool has one")
	}
}

func TestTasksSurviveJSON(t *testing.T) {
	text, err := json.Marshal(om())
	if err != nil {
		t.Fatal(err)
	}
	var again Task
	if err := json.Unmarshal(text, &again); err != nil || again.Hash() != om().Hash() || again.Name != "om" {
		t.Errorf("%v: %s", err, text)
	}
}

func TestDisjointnessIsChecked(t *testing.T) {
	omniglot := pool.Omniglot()
	pretraining := omniglot.Background().Rotations(4).Distort(pool.Distortion{})
	if err := CheckDisjoint(pretraining,
		[]Task{om(), {Name: "om2", Pool: omniglot.Evaluation().Rotations(4)}}); err != nil {
		t.Error(err)
	}
	latin := Task{Name: "latin", Pool: omniglot.All().Groups("Latin", "ULOG").Rotations(2)}
	greek := Task{Name: "greek", Pool: omniglot.Background().Groups("Greek")}
	err := CheckDisjoint(pretraining, []Task{latin, om(), greek})
	wantError(t, err, ErrOverlap, `task "latin" shares 26: Latin/character01, Latin/character02, Latin/character03, ...`,
		`task "greek" shares 24`)
	greek.Pool = greek.Pool.Named("other")
	wantError(t, CheckDisjoint(pretraining, []Task{greek}), ErrSharedImages,
		`task "greek" shares 480: Greek/character01#0 = other:Greek/character01#0, `)
	wantError(t, CheckDisjoint(pool.Pool{}, nil), diversity.ErrInvalid, "zero value")
	wantError(t, CheckDisjoint(pretraining, []Task{{Name: "none"}}), diversity.ErrInvalid, `task "none"`)
}
