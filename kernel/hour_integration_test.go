package main

import (
	"testing"

	"tradeoff/kernel/internal/proxy/proxytest"
)

// snippet is what somebody types within an hour of work with data: a cell or more, and what they show.
type snippet struct {
	name  string
	steps []step
}

// hour is what an hour in IPython is made of, as Go: lists, tables, files, errors, random numbers, and things that go
// wrong. Each snippet goes on with the variables of those before.
func hour() []snippet {
	return []snippet{
		{"a list, and its length", []step{
			{"temperatures := []float64{21.5, 19.0, 23.25, 18.75, 22.0}", ""},
			{"len(temperatures)", "5"},
		}},
		{"a mean by a loop", []step{
			{"sum := 0.0\nfor _, t := range temperatures {\n\tsum += t\n}\nmean := sum / float64(len(temperatures))", ""},
			{"mean", "20.9"},
		}},
		{"append", []step{
			{"temperatures = append(temperatures, 25.5)\ntemperatures[len(temperatures)-1]", "25.5"},
		}},
		{"two values side by side", []step{
			{"slices.Max(temperatures), slices.Min(temperatures)", "25.5 18.75"},
		}},
		{"a sorted copy", []step{
			{"sorted := slices.Sorted(slices.Values(temperatures))", ""},
			{"sorted[len(sorted)/2]", "22"},
		}},
		{"split a string, count letters", []step{
			{"names := strings.Split(\"ada,grace,alan\", \",\")", ""},
			{"lengths := map[string]int{}\nfor _, n := range names {\n\tlengths[n] = len(n)\n}\nlengths", "map[\"ada\":3 \"alan\":4 \"grace\":5]"},
		}},
		{"change a map", []step{
			{"lengths[\"grace\"]++\nlengths[\"grace\"]", "6"},
		}},
		{"look up what is not there", []step{
			{"age, ok := lengths[\"barbara\"]", "0 false"},
		}},
		{"records, as a table", []step{
			{"type Person struct {\n\tName string\n\tBorn int\n}\npeople := []Person{{\"Ada\", 1815}, {\"Grace\", 1906}, {\"Alan\", 1912}}", ""},
			{"people", "Name   Born\nAda    1815\nGrace  1906\nAlan   1912"},
		}},
		{"a method of a type of another cell", []step{
			{"func (p Person) Age(year int) int { return year - p.Born }", ""},
			{"people[1].Age(1980)", "74"},
		}},
		{"sort in place", []step{
			{"slices.SortFunc(people, func(a, b Person) int { return b.Born - a.Born })\npeople[0].Name", "Alan"},
		}},
		{"pointers into a slice", []step{
			{"byName := map[string]*Person{}\nfor i := range people {\n\tbyName[people[i].Name] = &people[i]\n}\nbyName[\"Ada\"].Born = 1816", ""},
			{"people[2].Born", "1816"},
		}},
		{"count words", []step{
			{"text := \"the quick brown fox jumps over the lazy dog the end\"\ncounts := map[string]int{}\nfor _, word := range strings.Fields(text) {\n\tcounts[word]++\n}", ""},
			{"counts[\"the\"]", "3"},
		}},
		{"to JSON", []step{
			{"data := must.M1(json.Marshal(people[0]))\nstring(data)", "{\"Name\":\"Alan\",\"Born\":1912}"},
		}},
		{"from JSON", []step{
			{"var back Person\nmust.M(json.Unmarshal(data, &back))\nback == people[0]", "true"},
		}},
		{"JSON of any shape", []step{
			{"var tree map[string]any\nerr := json.Unmarshal([]byte(`{\"a\": [1, 2, {\"b\": null}]}`), &tree)", ""},
			{"tree[\"a\"].([]any)[1]", "2"},
		}},
		{"a file", []step{
			{"must.M(os.WriteFile(filepath.Join(os.TempDir(), \"hour.csv\"), []byte(\"x,y\\n1,2\\n3,4\\n\"), 0o600))\nfile := filepath.Join(os.TempDir(), \"hour.csv\")", ""},
		}},
		{"a table of texts from a file", []step{
			{"rows, err := csv.NewReader(bytes.NewReader(must.M1(os.ReadFile(file)))).ReadAll()", "[[\"x\" \"y\"] [\"1\" \"2\"] [\"3\" \"4\"]]"},
			{"rows[2][1]", "4"},
		}},
		{"a matrix", []step{
			{"matrix := make([][]float64, 2)\nfor i := range matrix {\n\tmatrix[i] = []float64{float64(i), float64(i + 1)}\n}", ""},
			{"matrix[1][0] *= 10\nmatrix", " 0  1\n10  2"},
		}},
		{"random numbers go on", []step{
			{"random := rand.New(rand.NewPCG(7, 7))\na := random.Float64()", ""},
			{"b := random.Float64()\na != b", "true"},
		}},
		{"dates", []step{
			{"start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)", ""},
			{"start.AddDate(0, 0, 30).Format(\"2006-01-02\")", "2026-03-31"},
		}},
		{"a function value in its cell", []step{
			{"square := func(x float64) float64 { return x * x }\nsquare(3)", "9"},
		}},
		{"a function value in another cell", []step{
			{"square(4)", "16"},
		}},
		{"a function", []step{
			{"func square(x float64) float64 { return x * x }", ""},
			{"square(4)", "16"},
		}},
		{"a sum, and the variable below", []step{
			{"total := 0\nfor i := 1; i <= 100; i++ {\n\ttotal += i\n}\ntotal", "5050"},
			{"total / 2", "2525"},
		}},
		{"regular expressions", []step{
			{"pattern := regexp.MustCompile(`(\\w+)@(\\w+)`)", ""},
			{"pattern.FindStringSubmatch(\"mail ada@home now\")", "[\"ada@home\" \"ada\" \"home\"]"},
		}},
		{"an error as a value", []step{
			{"_, problem := strconv.Atoi(\"x1\")", "error: strconv.Atoi: parsing \"x1\": invalid syntax"},
			{"problem", "error: strconv.Atoi: parsing \"x1\": invalid syntax"},
			{"errors.Is(problem, strconv.ErrSyntax)", "true"},
		}},
		{"swap", []step{
			{"x, y := 1, 2\nx, y = y, x", ""},
			{"fmt.Println(x, y)", "2 1"},
		}},
		{"a cell that fails leaves the rest", []step{
			{"names[5]", "ERROR panic: runtime error: index out of range [5] with length 3"},
			{"x", "2"},
		}},
		{"a name that is not there", []step{
			{"undefinedName + 1", "ERROR CompileError: undefined: undefinedName"},
		}},
		{"a shell command", []step{
			{"!echo hello", "hello"},
		}},
		{"a program", []step{
			{"shell := string(must.M1(exec.Command(\"echo\", \"hi\").Output()))\nshell", "hi"},
		}},
		{"complex numbers", []step{
			{"z := complex(3, 4)\ncmplx.Abs(z)", "5"},
		}},
		{"large numbers", []step{
			{"huge := new(big.Int).MulRange(1, 25)", ""},
			{"huge.Mul(huge, big.NewInt(26))\nhuge.String()", "403291461126605635584000000"},
		}},
		{"a name that is not used yet", []step{
			{"unused := 12", ""},
			{"if unused > 10 {\n\tunused = 10\n}\nunused", "10"},
		}},
		{"what there is", []step{
			{"%who total x", "name    type   size   cell\ntotal   int ..."},
		}},
		{"goroutines", []step{
			{"results := make(chan int, 3)\nvar group sync.WaitGroup\nfor i := range 3 {\n\tgroup.Go(func() { results <- i * i })\n}\ngroup.Wait()\nclose(results)\ngathered := 0\nfor r := range results {\n\tgathered += r\n}\ngathered", "5"},
			{"gathered + 1", "6"},
		}},
		{"a builder", []step{
			{"buffer := &strings.Builder{}\nfmt.Fprintf(buffer, \"%d rows\", len(rows))", ""},
			{"buffer.String()", "3 rows"},
		}},
		{"a set", []step{
			{"set := map[string]struct{}{\"a\": {}}\n_, found := set[\"a\"]", "true"},
			{"found", "true"},
		}},
		{"forget a variable", []step{
			{"%del total", ""},
			{"total", "ERROR CompileError: undefined: total..."},
		}},
		{"images, a draw and measurements", []step{
			{"characters := pool.Omniglot().Background()", ""},
			{"characters.Classes()", "964"},
			{"draw := must.M1(split.Pretraining(characters, split.DrawOptions{Size: diversity.Size{Classes: 2, PerClass: 2}, Seed: 1}))\nlen(draw.Classes)", "2"},
			{"points := []diversity.Measurement{{Size: diversity.Size{Classes: 2, PerClass: 8}, Error: 0.5}}", ""},
			{"points[0].Size.Total()", "16"},
		}},
	}
}

// wantedSnippets have to work; a function value is not kept, and says so.
const wantedSnippets = 39

// TestIntegrationHour counts the snippets that work.
func TestIntegrationHour(t *testing.T) {
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	works, all := 0, hour()
	for _, s := range all {
		bad := s.failing(t, k)
		if bad == "" {
			works++
			continue
		}
		t.Logf("%s: %s", s.name, bad)
	}
	t.Logf("%d of %d snippets work", works, len(all))
	if works < wantedSnippets {
		t.Errorf("%d of %d snippets work, want %d", works, len(all), wantedSnippets)
	}
}

// failing says which cell of a snippet shows something else than it should; "" for none.
func (s snippet) failing(t *testing.T, k *liveKernel) (why string) {
	t.Helper()
	for _, c := range s.steps {
		if got := said(t, k, c.code); !c.matches(got) && why == "" {
			why = c.code + " shows " + got + ", want " + c.want
		}
	}
	return why
}
