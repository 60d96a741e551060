package cells

import (
	"fmt"
	"strings"

	"tradeoff/kernel/internal/modpath"
)

// kind is a kind of cell. In the texts NUMBER stands for a number that no other cell has: a cell that was built
// before costs less.
type kind struct {
	name, title string
	target      float64 // seconds that our kernel should take at most; 0 for none
	plain, ours string  // the cell as each kernel wants it
	shows       string  // what its outputs must contain
	oursShows   string  // and in our kernel
}

// typed are the texts whose end is completed, as each kernel wants it, and offered is one of the names that it can be
// completed to.
const (
	typed   = "fmt.Pri"
	offered = "Println"
)

func typedIn(i int) string { return []string{header("fmt"), ""}[i] + typed }

const number = "NUMBER"

// with returns a text with its number.
func with(text string, n int) string { return strings.ReplaceAll(text, number, fmt.Sprint(n)) }

// header is what plain gonb needs in front of statements.
func header(packages ...string) string {
	if len(packages) == 0 {
		return "%%\n"
	}
	return "import (\n\t\"" + strings.Join(packages, "\"\n\t\"") + "\"\n)\n\n%%\n"
}

// figureKind and pictureKind are the media types of a figure and of its static picture.
const (
	figureKind  = "application/vnd.echarts.v1+json"
	pictureKind = "image/svg+xml"
)

const (
	printing = "fmt.Println(NUMBER)"
	// It uses no module beside ours: plain gonb would ask the network for its versions.
	figure = `check := func(err error) {
	if err != nil {
		panic(err)
	}
}
sizes, err := diversity.Spread(512, diversity.Limits{PerClass: 256}, 7)
check(err)
points, err := worlds.Planted{E: 0.02, A: 0.9, B: 0.9, Alpha: 0.8, Noise: 0.005}.Measure(sizes, 4, NUMBER)
check(err)
curves, err := figure.Curves(points, figure.CurvesOptions{})
check(err)
show.Figure(curves)`
	linking = `if len(os.Args) > 9 {
	pretrain.NewTrainer(context.Background(), pretrain.Options{})
}
fmt.Println(NUMBER)`
)

func trivialCell() kind {
	return kind{name: "trivial", title: "fmt.Println", target: 0.25, plain: header() + printing, ours: printing,
		shows: number}
}

func figureCell() kind {
	packages := []string{
		modpath.Package("diversity"), modpath.Package("diversity/worlds"), modpath.Package("diversity/figure"),
		modpath.Package("kernel/show"),
	}
	return kind{
		name: "figure", title: "a simulation and a figure", target: 0.6,
		plain: header(packages...) + figure, ours: figure, shows: figureKind, oursShows: pictureKind,
	}
}

// warmCells are the kinds that are run in kernels which have run such a cell before.
func warmCells() []kind {
	return []kind{
		trivialCell(),
		{
			name: "value", title: "value of an expression", target: 0.25,
			plain: header() + "fmt.Println(1 + 1000*NUMBER)", ours: "1 + 1000*NUMBER", shows: number + "001",
		},
		figureCell(),
		{name: "xla", title: "links XLA (pretrain)", target: 1,
			plain: header(modpath.Package("diversity/pretrain")) + linking, ours: linking, shows: number},
	}
}
