package estimate_test

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"unicode/utf16"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
)

// oddRow is a row of the table that the odd tables below all hold.
type oddRow struct {
	K, n, repeat int
	text         string // of the error
}

func oddRows() []oddRow {
	var rows []oddRow
	for _, budget := range []int{256, 1024, 4096} {
		for K := 4; K <= 128; K *= 2 {
			for repeat := range 3 {
				value := 0.05 + 0.9*math.Pow(float64(K), -0.4) + 0.3*math.Pow(float64(budget/K), -0.5) + 0.001*float64(repeat)
				rows = append(rows, oddRow{K, budget / K, repeat, fmt.Sprintf("%.4f", value)})
			}
		}
	}
	return rows
}

// odd writes the table with a header, and a format of its rows that takes K, n, the repeat, the error and N by their
// numbers.
func odd(header, format string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for _, r := range oddRows() {
		fmt.Fprintf(&b, format+"\n", r.K, r.n, r.repeat, r.text, r.K*r.n)
	}
	return b.String()
}

// utf16LE is text as Excel writes "Unicode text".
func utf16LE(text string) string {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return string(out)
}

const (
	plainHeader = "K,n,repeat,error"
	plainFormat = "%[1]d,%[2]d,%[3]d,%[4]s"
)

// commas writes decimals with commas.
func commas(text string) string { return strings.ReplaceAll(text, ".", ",") }

// TestReadTableReadsOddTables: the same measurements in many shapes are the same points.
func TestReadTableReadsOddTables(t *testing.T) {
	plain := odd(plainHeader, plainFormat)
	semicolons := odd("K;n;repeat;error", "%[1]d;%[2]d;%[3]d;%[4]s")
	for name, text := range map[string]string{
		"plain": plain, "bom": "\ufeff" + plain, "crlf": strings.ReplaceAll(plain, "\n", "\r\n"),
		"cr":    strings.ReplaceAll(plain, "\n", "\r"),
		"utf16": utf16LE(plain), "utf16 tabs": utf16LE(strings.ReplaceAll(plain, ",", "\t")),
		"semicolon": semicolons, "sepline": "sep=;\n" + semicolons, "sepcomma": "sep=,\n" + plain,
		"tabs":                     strings.ReplaceAll(plain, ",", "\t"),
		"semicolon, decimal comma": commas(semicolons), "tabs, decimal comma": commas(strings.ReplaceAll(plain, ",", "\t")),
		"deccommaq":      strings.ReplaceAll(odd(plainHeader, `%[1]d,%[2]d,%[3]d,"%[4]s"`), "0.", "0,"),
		"quoted":         odd(`"K","n","repeat","error"`, `"%[1]d","%[2]d","%[3]d","%[4]s"`),
		"spacedhead":     odd(" K , n , Repeat , ERROR ", " %[1]d , %[2]d , %[3]d , %[4]s "),
		"BUDGET_N":       odd("K,N,repeat,error", "%[1]d,%[5]d,%[3]d,%[4]s"),
		"n and N":        odd("n,N,repeat,error", "%[2]d,%[5]d,%[3]d,%[4]s"),
		"BUDGET_N_n":     odd("N,K,n,repeat,error", "%[5]d,%[1]d,%[2]d,%[3]d,%[4]s"),
		"n_N":            odd("K,n,N,repeat,error", "%[1]d,%[2]d,%[5]d,%[3]d,%[4]s"),
		"total":          odd("TOTAL,classes,repeat,error", "%[5]d,%[1]d,%[3]d,%[4]s"),
		"shots k before": odd("k,K,n,repeat,error", "5,%[1]d,%[2]d,%[3]d,%[4]s"),
		"shots k, words": odd("k,Classes,Per_Class,repeat,error", "5,%[1]d,%[2]d,%[3]d,%[4]s"),
		"k only":         odd("k,n,repeat,error", plainFormat),
		"k and N":        odd("N,k,repeat,error", "%[5]d,%[1]d,%[3]d,%[4]s"),
		"seed_repeat":    odd("seed,K,n,repeat,error", "42,%[1]d,%[2]d,%[3]d,%[4]s"),
		"repeatfloat":    odd(plainHeader, "%[1]d,%[2]d,%[3]d.0,%[4]s"),
		"all floats":     odd(plainHeader, "%[1]d.0,%[2]de0,%[3]d.00,%[4]se0"),
		"index":          odd(","+plainHeader, "0,"+plainFormat),
		"index named #":  odd("#,"+plainHeader, "#1,"+plainFormat),
		"trailcommaboth": odd(plainHeader+",", plainFormat+","),
		"emptyrows":      plain + ",,,\n,,,\n", "blanklines": plain + "\n\n", "comment": "# made by x\n" + plain,
		"commentend": plain + "# end\n",
		"controls":   odd(plainHeader+",control", plainFormat+",no") + "0,0,0,0.9,YES\n,,1,0.91,1\n4,64,0,0.92,T\n",
		"unmarked":   odd(plainHeader+",control", plainFormat+","),
		"latin1":     odd(plainHeader+",note", plainFormat+",caf\xe9"),
		"one task":   odd(plainHeader+",note", plainFormat+`,"say ""hi"", twice"`),
	} {
		points, err := estimate.ReadCSV(strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkOdd(t, name, points)
	}
}

func checkOdd(t *testing.T, name string, points []diversity.Measurement) {
	t.Helper()
	rows := oddRows()
	if len(points) != len(rows) {
		t.Fatalf("%s: %d points, want %d", name, len(points), len(rows))
	}
	for i, r := range rows {
		want := diversity.Measurement{Size: testkit.Size(r.K, r.n), Repeat: r.repeat,
			Run: fmt.Sprintf("K=%d n=%d repeat=%d", r.K, r.n, r.repeat)}
		if _, err := fmt.Sscan(r.text, &want.Error); err != nil {
			t.Fatal(err)
		}
		if points[i] != want {
			t.Fatalf("%s: point %d is %+v, want %+v", name, i, points[i], want)
		}
	}
}

// TestReadTableRefusesOddTables: what cannot be read for certain is refused, and the error says where and what.
func TestReadTableRefusesOddTables(t *testing.T) {
	plain := odd(plainHeader, plainFormat)
	body := plain[len(plainHeader)+1:]
	for text, says := range map[string]string{
		odd("K n repeat error", "%[1]d %[2]d %[3]d %[4]s"): "line 1: the fields stand between spaces",
		commas(plain): "line 2: 5 fields where the header has 4: decimal commas",
		commas(odd("K,n,error,comment",
			"%[1]d,%[2]d,%[4]s")): `column error is 0 or 1 in every line and column "comment" right of it holds digits only`,
		commas(odd("K,n,lr,error,a,b", "%[1]d,%[2]d,0.01,%[4]s")): `line 2: column error is "01"`,
		commas(odd("K,n,lr,error,a,b", "%[1]d,%[2]d,0.1,%[4]s")):  "decimal commas between commas?",
		odd("K,n,repeat,error", "1,024,%[1]d,%[4]s"):              `line 2: column n is "024"`,
		strings.ReplaceAll(plain, "0.", ""):                       `line 2: column error is`,
		odd(plainHeader, "%[1]d,%[2]d,%[3]d,%[4]s%%"):             "not per cent",
		odd("K,n,repeat,precision", plainFormat):                  "line 1: no column error or accuracy among",
		odd("K,n,repeat,top1_error", plainFormat):                 "line 1: no column error or accuracy among",
		odd("n,repeat,error", "%[2]d,%[3]d,%[4]s"):                "line 1: no column K or classes among",
		odd("N,repeat,error", "%[5]d,%[3]d,%[4]s"):                "line 1: no column K or classes among",
		odd("K,repeat,error", "%[1]d,%[3]d,%[4]s"):                "line 1: no column n or per_class (or N, the total) among",
		odd("classes,K,n,repeat,error",
			"%[1]d,5,%[2]d,%[3]d,%[4]s"): `line 1: the columns "classes" (number 1) and "K" (number 2) say the same`,
		odd("K,n,repeat,error,error", plainFormat+",0.5"):              `line 1: the columns "error" (number 4) and "error" (number 5) say the same`,
		odd("K,n,repeat,error,Error", plainFormat+",0.5"):              `line 1: the columns "error" (number 4) and "Error" (number 5) say the same`,
		odd("K,N,total,repeat,error", "%[1]d,%[5]d,%[5]d,%[3]d,%[4]s"): `line 1: the columns "N" (number 2) and "total" (number 3) say the same`,
		odd("k,k,n,repeat,error", "%[1]d,"+plainFormat):                `line 1: the columns "k" (number 1) and "k" (number 2) say the same`,
		odd("K,N,repeat,error", plainFormat):                           "line 11: column N, the total number of images, is 8, which is not a multiple of K = 32",
		odd("K,n,N,repeat,error", "%[1]d,%[5]d,%[5]d,%[3]d,%[4]s"):     "line 2: column N is 256, and K * n = 4 * 256 = 1024: N is the total",
		odd("seed,K,n,error", "42,%[1]d,%[2]d,%[4]s"):                  `line 3: the same run as line 2 ("K=4 n=64 seed=42")`,
		odd(`"K","n","repeat","error"`, `"1",%[1]d,%[2]d,%[3]d,%[4]s`): "line 2: 5 fields where the header has 4",
		odd(plainHeader, plainFormat+","):                              "line 2: 5 fields where the header has 4",
		plain + "mean,,,0.4\n":                                         `line 56: column K is "mean"`,
		"My results,,,\n" + plain:                                      "line 1: no column error or accuracy among",
		plain + body:                                                   `line 56: the same run as line 2 ("K=4 n=64 repeat=0"), with error`,
		plain + plain:                                                  "line 56: the header again",
		plain + strings.Repeat("\x00", 20):                             "line 56: NUL bytes",
		plainHeader + "\n":                                             "no line of a pre-trained network",
		plainHeader + ",control\n0,0,0,0.9,true\n":                     "no line of a pre-trained network under the header (1 controls)",
		body: "is the header missing?",
		"K,n,error,note\n4,4,0.5,\"oops\n5,5,0.4,x\n":              "line 2: a quoted field that never ends",
		"K,n,error,note\n4,4,0.5,5\" disk\n":                       "line 2: a quotation mark in a field",
		`[{"K":4,"n":4,"error":0.5}]`:                              "it is JSON",
		"PK\x03\x04\x14\x00":                                       "XLSX",
		"| K | n | error |\n|---|---|---|\n| 4 | 4 | 0.5 |\n":      "Markdown",
		"K;n;error\n1.000;4;0,5\n":                                 `line 2: column K is "1.000"`,
		"K;n;error\n8;4;0,5\n8;8;0.4\n":                            "a point, where line 2 has a comma",
		"K,n,error\n4294967296,4294967296,0.5\n":                   "line 2: K = 4294967296 times n = 4294967296 is more than",
		"K,n,error\n0,0,0.9\n":                                     `line 2: column K is "0", want a whole number of at least 1; networks with random weights are marked by control = true`,
		"K,n,error,control\n4,0,0.9,false\n":                       `line 2: column n is "0"`,
		"K,n,error,control\n4,4,0.9,control\n":                     `line 2: column control is "control", want true or false`,
		"K,n,error,control\n4,4,0.5,false\n4,4,,true\n":            `line 3: column error is ""`,
		"K,n,seed,error\n4,4,1.84467E+19,0.5\n":                    `line 2: column seed is "1.84467E+19", want a whole number of up to 64 bits: rounded`,
		"K,n,seed,error\n4,4,12345678901234500000,0.5\n4,4,7,.5\n": "line 2: the seed 12345678901234500000 was rounded",
		"K,n,run,task,error\n4,4,a,x,.5\n4,4,b,x,.5\n4,4,a,x,.5\n": `line 4: the same run as line 2 ("a, task x")`,
		"K,n,error\n4,4," + strings.Repeat("9", 1000) + "\n":       `999...", want a share`,
		strings.Repeat("x,", 5000) + "K\n1\n":                      "line 1: no column error or accuracy among",
	} {
		table, err := estimate.ReadTable(strings.NewReader(text))
		if !errors.Is(err, estimate.ErrTable) || !strings.Contains(err.Error(), says) || len(err.Error()) > 2000 ||
			table.Points != nil {
			t.Errorf("%.60q: %d points, %v; want %q", text, len(table.Points), err, says)
		}
	}
}

func TestReadTableTakesWholeNumbersAndShares(t *testing.T) {
	for text, want := range map[string]int{"1e3": 1000, "16.0": 16, "+4": 4, "16\u00a0": 16, "1E+03": 1000, " 5": 5} {
		points, err := estimate.ReadCSV(strings.NewReader("K,n,error\n" + text + ",4,0.5\n"))
		if err != nil || points[0].Size != testkit.Size(want, 4) {
			t.Errorf("K = %q: %+v, %v", text, points, err)
		}
	}
	for _, text := range []string{"1,000", `"1,000"`, `"1.000"`, "1 000", "1'000", "007", "0", "-4", "9223372036854775807",
		"99999999999999999999", "4.5", "１６", "0x10", "", "NaN"} {
		if points, err := estimate.ReadCSV(strings.NewReader("K,n,error\n" + text + ",4,0.5\n")); !errors.Is(err,
			estimate.ErrTable) || !strings.Contains(err.Error(), "line 2: ") {
			t.Errorf("K = %q: %+v, %v", text, points, err)
		}
	}
	for text, want := range map[string]float64{"1e-1": 0.1, ".5": 0.5, "5e-1": 0.5, "0": 0, "1": 1, "-0": 0, "0.0": 0,
		"1.": 1} {
		points, err := estimate.ReadCSV(strings.NewReader("K,n,error\n4,4," + text + "\n"))
		if err != nil || points[0].Error != want || math.Signbit(points[0].Error) {
			t.Errorf("error %q: %+v, %v", text, points, err)
		}
	}
	for _, text := range []string{"nan", "NaN", "inf", "-inf", "", "NA", "#DIV/0!", "None", "-0.1", "1.0000001", "0x1p-2",
		"0.5f", "１", "50%", "1e400"} {
		if points, err := estimate.ReadCSV(strings.NewReader("K,n,error\n4,4," + text + "\n")); !errors.Is(err,
			estimate.ErrTable) || !strings.Contains(err.Error(), fmt.Sprintf("line 2: column error is %q", text)) {
			t.Errorf("error %q: %+v, %v", text, points, err)
		}
	}
}

func TestReadTableTellsControls(t *testing.T) {
	marks := map[string]bool{"TRUE": true, "True": true, "true ": true, "1": true, "1.0": true, "yes": true, "YES": true,
		"T": true, "t": true, "y": true,
		"false": false, "FALSE": false, "0": false, "no": false, "F": false, "": false}
	for mark, control := range marks {
		table, err := estimate.ReadTable(strings.NewReader("K,n,error,control\n4,4,0.9," + mark + "\n4,4,0.5,false\n"))
		want := 2
		if control {
			want = 1
		}
		if err != nil || len(table.Points) != want || len(table.Controls) != 2-want {
			t.Errorf("%q: %+v, %v", mark, table, err)
		}
		if control && (table.Controls[0].Error != 0.9 || table.Controls[0].Size != diversity.Size{}) {
			t.Errorf("%q: %+v", mark, table.Controls)
		}
	}
}

// TestReadTableWarnsOfCopies: without a column that counts repeats, copied lines look like repeats.
func TestReadTableWarnsOfCopies(t *testing.T) {
	plain := odd("K,n,error", "%[1]d,%[2]d,%[4]s")
	body := plain[len("K,n,error\n"):]
	for text, says := range map[string]string{
		plain:                                    "",
		plain + body:                             "54 lines are each the same as an earlier one in every column (line 56 as line 2)",
		plain + body[:len("4,64,0.6053")]:        "1 line is the same as an earlier one in every column (line 56 as line 2)",
		"K,n,error,time\n4,4,0.5,1\n4,4,0.5,2\n": "", // another run with the same error
	} {
		table, err := estimate.ReadTable(strings.NewReader(text))
		got := strings.Join(table.Warnings, "; ")
		if err != nil || says == "" && got != "" || !strings.HasPrefix(got, says) {
			t.Errorf("warnings %q, %v; want %q", got, err, says)
		}
	}
}

// TestReadTableNumbersRuns: where runs have names, their number does not depend on the order of the lines of a task.
func TestReadTableNumbersRuns(t *testing.T) {
	points, err := estimate.ReadCSV(strings.NewReader("K,n,run,task,error\n4,4,a,x,.5\n4,4,b,x,.4\n4,4,b,y,.3\n4,4,a,y,.2\n8,4,b,x,.1\n8,4,b,y,.1\n"))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{0, 1, 1, 0, 0, 0} {
		if points[i].Repeat != want {
			t.Errorf("point %d: %+v", i, points[i])
		}
	}
	if averaged, err := estimate.MeanOverTasks(points); err != nil || len(averaged) != 3 {
		t.Errorf("%+v, %v", averaged, err)
	}
}

func TestReadTableTakesSeedsOf64Bits(t *testing.T) {
	points, err := estimate.ReadCSV(strings.NewReader("K,n,seed,error\n4,4,18446744073709551615,0.5\n4,4,9876543210987654321,0.5\n4,4,-7,0.5\n"))
	if err != nil || len(points) != 3 || points[0].Run != "K=4 n=4 seed=18446744073709551615" ||
		points[0].Repeat == points[1].Repeat || points[2].Repeat != -7 {
		t.Errorf("%+v, %v", points, err)
	}
}

// repeated gives the lines of a long table.
type repeated struct{ i, left int }

func (r *repeated) Read(into []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := 0
	for r.left > 0 && len(into)-n > 40 {
		n += copy(into[n:], fmt.Sprintf("%d,%d,%d,0.5\n", 4+r.i%60, 8+r.i%7, r.i))
		r.i, r.left = r.i+1, r.left-1
	}
	return n, nil
}

func TestReadTableReadsLongTables(t *testing.T) {
	const lines = 100_000
	points, err := estimate.ReadCSV(io.MultiReader(strings.NewReader(plainHeader+"\n"), &repeated{left: lines}))
	if err != nil || len(points) != lines || points[lines-1].Repeat != lines-1 {
		t.Errorf("%d points, %v", len(points), err)
	}
}
