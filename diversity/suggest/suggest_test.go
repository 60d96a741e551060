package suggest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// photographs is a pool of 8x8 images in colour with these many in each class, by groups of so many classes; 0: none.
func photographs(t *testing.T, counts []int, perGroup int) pool.Pool {
	t.Helper()
	c := pool.Content{Name: "photographs", Height: 8, Width: 8, Channels: 3}
	for class, count := range counts {
		c.ClassNames = append(c.ClassNames, fmt.Sprintf("class[%d]", class))
		if perGroup > 0 {
			c.Groups = append(c.Groups, fmt.Sprintf("group %d", class/perGroup))
		}
		for range count {
			c.Labels = append(c.Labels, class)
		}
	}
	c.Images = make([]uint8, 8*8*3*len(c.Labels))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range c.Images {
		c.Images[i] = uint8(random.Uint32())
	}
	p, err := pool.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// decided is the decision about a setting.
func decided(t *testing.T, list []Decision, setting string) Decision {
	t.Helper()
	at := slices.IndexFunc(list, func(d Decision) bool { return d.Setting == setting })
	if at < 0 {
		t.Fatalf("nothing was decided about %s: %v", setting, list)
	}
	return list[at]
}

func TestReading(t *testing.T) {
	square := pool.Span{Least: 100, Median: 100, Most: 100}
	small, large := pool.Span{Least: 28, Median: 28, Most: 28}, pool.Span{Least: 200, Median: 300, Most: 500}
	for name, c := range map[string]struct {
		in   pool.Inspection
		o    ReadingOptions
		want pool.FolderOptions
	}{
		"drawings": {pool.Inspection{Gray: true, Height: small, Width: small, Aspect: square}, ReadingOptions{},
			pool.FolderOptions{Gray: true}},
		"photographs": {pool.Inspection{Height: large, Width: large, Aspect: pool.Span{Least: 66, Median: 100, Most: 150}},
			ReadingOptions{}, pool.FolderOptions{Height: 32, Width: 32, Fit: pool.Crop, Scaled: true}},
		"large squares": {pool.Inspection{Height: large, Width: large, Aspect: square}, ReadingOptions{},
			pool.FolderOptions{Height: 32, Width: 32, Scaled: true}},
		"as asked": {pool.Inspection{Height: large, Width: large, Aspect: square}, ReadingOptions{Color: Gray, Size: 64},
			pool.FolderOptions{Gray: true, Height: 64, Width: 64, Scaled: true}},
		"less than twice as large": {pool.Inspection{Height: large, Width: large, Aspect: square}, ReadingOptions{Size: 151},
			pool.FolderOptions{Height: 151, Width: 151}},
		"small, larger asked": {pool.Inspection{Gray: true, Height: small, Width: small, Aspect: square},
			ReadingOptions{Color: RGB, Size: 32}, pool.FolderOptions{Height: 32, Width: 32}},
		"damaged": {pool.Inspection{Height: small, Width: small, Aspect: square, Bad: []string{"a: cut"}}, ReadingOptions{},
			pool.FolderOptions{OnBad: pool.Skip}},
	} {
		got, err := Reading(c.in, c.o)
		if err != nil || fmt.Sprintf("%+v", got.Options) != fmt.Sprintf("%+v", c.want) {
			t.Errorf("%s: %+v, %v", name, got.Options, err)
		}
		if len(got.Decisions) < 2 || got.Display().Parts == nil {
			t.Errorf("%s: %v", name, got.Decisions)
		}
	}
	for _, o := range []ReadingOptions{{Color: "green"}, {Size: 7}, {Size: -1}, {Size: 1025}} {
		if _, err := Reading(pool.Inspection{}, o); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestHoldOutSparesTinyClasses: what has too few images for a task is left to pre-training, as long as others suffice.
func TestHoldOutSparesTinyClasses(t *testing.T) {
	p := photographs(t, append(slices.Repeat([]int{1}, 6), slices.Repeat([]int{30}, 6)...), 0)
	parts, err := HoldOut(p, HoldOutOptions{Seed: 1})
	if err != nil || parts.Held.Limits().PerClass != 30 || parts.Held.Classes() != 3 {
		t.Errorf("%v, %v", parts, err)
	}
}

// divided are classes of so many images to pre-train on, and others for the task.
func divided(t *testing.T, training, held []int) Parts {
	t.Helper()
	p := photographs(t, append(slices.Clone(held), training...), 0)
	var patterns []string
	for class := range held {
		patterns = append(patterns, escape(p.BaseID(class)))
	}
	return Parts{Training: p.Without(patterns...), Held: p.Only(patterns...)}
}

// TestSmallClassesDoNotDecideTheTask: a quarter of the classes may be left out for the others to be learnt from well.
func TestSmallClassesDoNotDecideTheTask(t *testing.T) {
	for _, c := range []struct {
		counts  []int
		classes int
		kind    string
	}{
		{[]int{40, 40, 40, 3}, 3, "3-way 10-shot"},
		{[]int{40, 40, 13, 3}, 3, "3-way 6-shot"},
		{[]int{40, 40, 3, 3}, 4, "4-way 1-shot"},
		{[]int{40, 40, 40, 40}, 4, "4-way 10-shot"},
	} {
		got, err := Study(divided(t, slices.Repeat([]int{40}, 60), c.counts), Options{})
		if err != nil {
			t.Fatal(err)
		}
		task := decided(t, got.Decisions, "task")
		if held := got.Study.Tasks[0].Pool.Classes(); held != c.classes || task.Value != c.kind {
			t.Errorf("%v: %d classes, %v, want %d, %s", c.counts, held, task, c.classes, c.kind)
		}
	}
}

// TestSmallPoolsHaveTwoBudgets: one alone answers nothing.
func TestSmallPoolsHaveTwoBudgets(t *testing.T) {
	for counts, want := range map[[2]int]string{{10, 12}: "[24 72]", {16, 8}: "[24 60]", {9, 24}: "[36 144]"} {
		got, err := Study(divided(t, slices.Repeat([]int{counts[1]}, counts[0]), slices.Repeat([]int{20}, 5)), Options{})
		if err != nil {
			t.Errorf("%s: %v", want, err)
		} else if d := decided(t, got.Decisions, "budgets"); d.Value != want || !strings.Contains(d.Why, "beware") {
			t.Errorf("%v, want %s", d, want)
		}
	}
}

// TestHoldOut: the two parts together are the pool, share no class and no superclass, and hold the share.
func TestHoldOut(t *testing.T) {
	counts := slices.Repeat([]int{6}, 40)
	for name, c := range map[string]struct {
		p    pool.Pool
		held int // classes
	}{
		"no superclasses": {photographs(t, counts, 0), 10},
		"two":             {photographs(t, counts, 20), 10},
		"eight":           {photographs(t, counts, 5), 10},
		"unequal share":   {photographs(t, counts, 7), 14},
	} {
		parts, err := HoldOut(c.p, HoldOutOptions{Seed: 3})
		if err != nil {
			t.Fatal(name, err)
		}
		if parts.Held.Classes() != c.held || parts.Training.Classes() != 40-c.held {
			t.Errorf("%s: %v, %v", name, parts.Training, parts.Held)
		}
		if err := split.CheckDisjoint(
			parts.Training,
			[]split.Task{split.FewShot(parts.Held, 2, 2)},
		); errors.Is(
			err,
			split.ErrOverlap,
		) {
			t.Errorf("%s: %v", name, err)
		}
		both := intersection(parts.Training.GroupNames(), parts.Held.GroupNames())
		if whole := len(c.p.GroupNames()) >= fewestGroups; whole != (len(both) == 0 && len(c.p.GroupNames()) > 0) {
			t.Errorf("%s: both parts have %q", name, both)
		}
		again, _ := HoldOut(c.p, HoldOutOptions{Seed: 3})
		other, _ := HoldOut(c.p, HoldOutOptions{Seed: 4})
		if again.Held.Digest() != parts.Held.Digest() || other.Held.Digest() == parts.Held.Digest() {
			t.Errorf("%s: the seed does not decide", name)
		}
	}
}

func intersection(a, b []string) (both []string) {
	for _, name := range a {
		if slices.Contains(b, name) {
			both = append(both, name)
		}
	}
	return both
}

// groupedAs is a pool of classes of six images with these superclasses; "": none.
func groupedAs(t *testing.T, groups ...string) pool.Pool {
	t.Helper()
	c := pool.Content{Name: "grouped", Height: 8, Width: 8, Groups: groups}
	for class := range groups {
		c.ClassNames = append(c.ClassNames, fmt.Sprint("class ", class))
		for range 6 {
			c.Labels = append(c.Labels, class)
			c.Images = append(c.Images, slices.Repeat([]uint8{uint8(len(c.Labels))}, 64)...)
		}
	}
	p, err := pool.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestHoldOutLosesNoClass: classes without a superclass, and a superclass of most classes, stay for pre-training.
func TestHoldOutLosesNoClass(t *testing.T) {
	for seed := range uint64(20) {
		some := groupedAs(t, slices.Concat(slices.Repeat([]string{"a", "b", "c", "d"}, 4), slices.Repeat([]string{""}, 4))...)
		parts, err := HoldOut(some, HoldOutOptions{Seed: seed})
		if err != nil || parts.Held.Classes() != 8 || parts.Training.Classes() != 12 || len(parts.Held.GroupNames()) != 2 {
			t.Fatalf("%v, %v, %v", parts.Training, parts.Held, err)
		}
		d := decided(t, parts.Decisions, "without a superclass")
		if d.Value != "4 classes" || !strings.Contains(d.Why, "class 16, class 17, class 18, class 19") {
			t.Errorf("%+v", d)
		}
		most := groupedAs(t, slices.Concat(slices.Repeat([]string{"most"}, 12), []string{"a", "a", "b", "b", "c", "c"})...)
		parts, err = HoldOut(most, HoldOutOptions{Seed: seed})
		if err != nil || parts.Training.Classes() < 12 || parts.Training.Classes()+parts.Held.Classes() != 18 ||
			slices.Contains(parts.Held.GroupNames(), "most") {
			t.Errorf("%v, %v, %v", parts.Training, parts.Held, err)
		}
		few := groupedAs(t, slices.Concat([]string{"a", "b", "c", "d"}, slices.Repeat([]string{""}, 36))...)
		parts, err = HoldOut(few, HoldOutOptions{Seed: seed})
		if err != nil || parts.Held.Classes() != 10 || parts.Training.Classes() != 30 ||
			!strings.Contains(decided(t, parts.Decisions, "held out").Why, "no choice of whole superclasses holds the share") {
			t.Errorf("%v, %v, %v", parts.Training, parts.Held, err)
		}
	}
}

func TestHoldOutErrors(t *testing.T) {
	p := photographs(t, slices.Repeat([]int{3}, 7), 0)
	if _, err := HoldOut(
		p,
		HoldOutOptions{},
	); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), "7") {
		t.Error(err)
	}
	for _, share := range []float64{-1, 1, 2} {
		if _, err := HoldOut(p, HoldOutOptions{Share: share}); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("share %v: %v", share, err)
		}
	}
	if _, err := HoldOut(pool.Pool{}, HoldOutOptions{}); err == nil {
		t.Error("an empty pool is divided")
	}
}

// proposal is what is chosen of a pool.
func proposal(t *testing.T, p pool.Pool, o Options) Proposal {
	t.Helper()
	parts, err := HoldOut(p, HoldOutOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Study(parts, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Study.Validate(); err != nil {
		t.Errorf("the study that was chosen is refused: %v", err)
	}
	return got
}

func TestStudyOfDrawings(t *testing.T) {
	got := proposal(t, pool.Omniglot().Background(), Options{})
	if _, is := got.Study.Backbone.(backbone.MLP); !is || got.Study.Recipe.Augment.Enabled() {
		t.Errorf("%v, %v", got.Study.Backbone, got.Study.Recipe)
	}
	decided(t, got.Decisions, "more samples") // 20 drawings a class reach one side alone
	for _, budget := range got.Study.Budgets {
		sizes, err := split.Sizes(got.Study.Pool, budget, sizesPerBudget)
		if err != nil || !(reach{budget, sizes}).both() {
			t.Errorf("N = %d: %v, %v", budget, sizes, err)
		}
	}
	if len(got.Study.Budgets) < 2 || got.Study.Budgets[1] != 4*got.Study.Budgets[0] || got.Minutes > 5 ||
		got.Minutes <= 0 {
		t.Errorf("budgets %v in %.1f minutes", got.Study.Budgets, got.Minutes)
	}
}

// TestIsDrawing: what decides is what the pixels are, not whether they have colours.
func TestIsDrawing(t *testing.T) {
	for p, want := range map[*pool.Pool]bool{
		new(pool.Omniglot().Evaluation()):                                    true,
		new(pool.Omniglot().Background().Distort(pool.Distortion{Level: 1})): true,
		new(photographs(t, []int{3, 3}, 0)):                                  false,
		new(grays(t, 2, 100)):                                                false,
	} {
		if got, err := isDrawing(*p); err != nil || got != want {
			t.Errorf("%v: %v, %v", *p, got, err)
		}
	}
}

// grays is a pool of plain images of a level.
func grays(t *testing.T, classes int, level uint8) pool.Pool {
	t.Helper()
	c := pool.Content{Name: "grays", Height: 2, Width: 2}
	for class := range classes {
		c.Labels, c.Images = append(c.Labels, class), append(c.Images, level, level, level, uint8(class))
	}
	p, err := pool.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestStudyOfPhotographs(t *testing.T) {
	got := proposal(t, photographs(t, slices.Repeat([]int{60}, 80), 0), Options{})
	if _, is := got.Study.Backbone.(backbone.ConvNet); !is || got.Study.Recipe.Augment.Flip != 0.5 {
		t.Errorf("%v, %v", got.Study.Backbone, got.Study.Recipe)
	}
	if got.Study.Tasks[0].Ways != 20 || got.Study.Tasks[0].Shots != 10 || got.Study.Tasks[0].Test != 10 {
		t.Errorf("task %v", got.Study.Tasks[0])
	}
	if slices.ContainsFunc(
		got.Decisions,
		func(d Decision) bool { return d.Setting == "more samples" || d.Setting == "classes" },
	) {
		t.Errorf("decided %v", got.Decisions)
	}
}

// TestStudyOfUnequalClasses restricts all sizes to the classes that have the largest n where they suffice, and says
// what remains where not.
func TestStudyOfUnequalClasses(t *testing.T) {
	enough := slices.Concat(slices.Repeat([]int{10}, 40), slices.Repeat([]int{200}, 120))
	got := proposal(t, photographs(t, enough, 0), Options{Budgets: []int{64, 256}})
	sizes, err := split.Confounding(got.Study.Pool, sizesOf(t, got))
	if err != nil || sizes.Differ() ||
		!strings.HasPrefix(decided(t, got.Decisions, "classes").Why, "those with at least") {
		t.Errorf("%v, %v: %v", sizes, err, got.Decisions)
	}
	few := slices.Concat(slices.Repeat([]int{10}, 100), slices.Repeat([]int{200}, 8))
	got = proposal(t, photographs(t, few, 0), Options{Budgets: []int{64, 256}})
	if why := decided(t, got.Decisions, "classes").Why; !strings.HasPrefix(why, "beware") {
		t.Error(why)
	}
}

func sizesOf(t *testing.T, p Proposal) (sizes []diversity.Size) {
	t.Helper()
	for _, budget := range p.Study.Budgets {
		of, err := split.Sizes(p.Study.Pool, budget, sizesPerBudget)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, of...)
	}
	return sizes
}

// TestStudyAsAsked: what the user gives is taken, and said to be theirs.
func TestStudyAsAsked(t *testing.T) {
	o := Options{
		Name:     "mine",
		Ways:     3,
		Shots:    2,
		Budgets:  []int{48, 96},
		Repeats:  2,
		Backbone: backbone.MLP{Hidden: []int{9}},
		Choice:   split.Uniform{},
		Seed:     8,
	}
	got := proposal(t, photographs(t, slices.Repeat([]int{30}, 40), 5), o)
	s := got.Study
	if s.Name != "mine" || s.Tasks[0].Ways != 3 || s.Tasks[0].Shots != 2 || !slices.Equal(s.Budgets, o.Budgets) ||
		s.Repeats != 2 ||
		s.Backbone.Kind() != "mlp" ||
		s.Choice == nil ||
		s.Seed != 8 {
		t.Errorf("%+v", s)
	}
	for _, setting := range []string{"task", "budgets", "repeats", "network", "choice of classes"} {
		if d := decided(t, got.Decisions, setting); d.Why != asked {
			t.Errorf("%v", d)
		}
	}
}

// TestStudyOfSharedImages: the same images in another pool are an error, unless the user gives the reason why they do
// no harm.
func TestStudyOfSharedImages(t *testing.T) {
	p := photographs(t, slices.Repeat([]int{30}, 40), 0)
	parts := Parts{Training: p, Held: p.Named("others")}
	if _, err := Study(parts, Options{}); !errors.Is(err, split.ErrSharedImages) {
		t.Error(err)
	}
	got, err := Study(parts, Options{AllowSharedImages: "the upper bound"})
	if err != nil || got.Study.Tasks[0].AllowSharedImages != "the upper bound" {
		t.Errorf("%v, %v", got.Study.Tasks, err)
	}
}

// TestStudyTime: less time makes smaller studies, and the estimate stays within it as long as any study does.
func TestStudyTime(t *testing.T) {
	p := photographs(t, slices.Repeat([]int{120}, 160), 0)
	previous := 0
	for _, minutes := range []float64{0.05, 0.3, 20} {
		got := proposal(t, p, Options{Minutes: minutes})
		largest := slices.Max(got.Study.Budgets)
		if got.Minutes > minutes || largest <= previous {
			t.Errorf("%v minutes: %v, estimated at %.2f", minutes, got.Study.Budgets, got.Minutes)
		}
		previous = largest
	}
}

// TestStudyWithoutTime: where no study fits the time, it is the smallest that can say anything, and says that it does
// not.
func TestStudyWithoutTime(t *testing.T) {
	got := proposal(t, photographs(t, slices.Repeat([]int{60}, 80), 0), Options{Minutes: 1e-6})
	if len(got.Study.Budgets) != 2 || got.Minutes <= 1e-6 ||
		!strings.Contains(decided(t, got.Decisions, "budgets").Why, "longer than asked") {
		t.Errorf("%v: %v", got.Study.Budgets, got.Decisions)
	}
}

func TestStudyErrors(t *testing.T) {
	parts, err := HoldOut(photographs(t, slices.Repeat([]int{12}, 40), 0), HoldOutOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for field, o := range map[string]Options{
		"Minutes": {Minutes: -1}, "Ways": {Ways: 1}, "Shots": {Shots: -2}, "Repeats": {Repeats: -1},
	} {
		if _, err := Study(
			parts,
			o,
		); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), "Options."+field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	single, err := HoldOut(photographs(t, slices.Repeat([]int{1}, 40), 0), HoldOutOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Study(single, Options{}); err == nil || !strings.Contains(err.Error(), "at least 2 images") {
		t.Error(err)
	}
	narrow, err := HoldOut(photographs(t, slices.Repeat([]int{3}, 10), 0), HoldOutOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Study(narrow, Options{}); err == nil || !strings.Contains(err.Error(), "at least 3 sizes") {
		t.Error(err)
	}
}
