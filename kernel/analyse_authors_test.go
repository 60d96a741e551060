package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Tables as their authors keep them. They may not be passed on, or are large, so that a variable names where they lie; the
// outcomes are in diversity/README.md.

// records are the rows of a file by the names of its columns.
func records(t *testing.T, file string) (rows []map[string]string) {
	t.Helper()
	source, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	lines, err := csv.NewReader(source).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func numberIn(t *testing.T, row map[string]string, column string) float64 {
	t.Helper()
	value, err := strconv.ParseFloat(row[column], 64)
	if err != nil {
		t.Fatalf("%s: %v", column, err)
	}
	return value
}

// fittedBy is the untied law fitted by the command to the logarithm of losses with a Huber delta of 0.001.
func fittedBy(t *testing.T, table string, more ...string) jsonFitted {
	t.Helper()
	code, out, errs := call(t, table, append([]string{"analyse", "-", "--groups", "params", "--per-group", "tokens", "--score",
		"loss", "--laws", "untied", "--log", "--huber", "0.001", "--json"}, more...)...)
	if code != 0 {
		t.Fatal(errs)
	}
	var r jsonReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	return r.Fitted[0]
}

// TestAnalyseRefitsChinchilla: the 240 points that Besiroglu et al. (arXiv 2404.10102) read off figure 4 of Hoffmann et
// al. 2022, by the command and from default starts. The best of their 4,500 starts, printed in data_analysis.ipynb of
// github.com/epoch-research/analyzing-chinchilla, has the objective 0.00101827403462.
func TestAnalyseRefitsChinchilla(t *testing.T) {
	file := os.Getenv("DIVERSITY_CHINCHILLA")
	if file == "" {
		t.Skip("DIVERSITY_CHINCHILLA does not name svg_extracted_data.csv, which may not be passed on")
	}
	rows := records(t, file)
	slices.SortFunc(rows, func(a, b map[string]string) int {
		return int(math.Copysign(1, numberIn(t, a, "loss")-numberIn(t, b, "loss")))
	})
	var table strings.Builder
	table.WriteString("params,tokens,loss\n")
	for _, row := range rows[:240] { // they leave the five highest losses out
		n := numberIn(t, row, "Model Size")
		fmt.Fprintf(&table, "%v,%v,%s\n", n, numberIn(t, row, "Training FLOP")/(6*n), row["loss"])
	}
	fit := fittedBy(t, table.String())
	t.Logf("objective %.14f", *fit.Objective)
	if !fit.Converged || *fit.Objective > 0.00101827403462 {
		t.Errorf("converged: %v, objective %v", fit.Converged, *fit.Objective)
	}
	theirs := map[string]float64{"E": 1.817235504463726, "A": 477.84171252965143, "B": 2143.8637880335505,
		"a": 0.34731265761033453, "b": 0.3671826173946711}
	for name, want := range theirs {
		got := *fit.Parameters[name].Value
		t.Logf("%s = %.8g, theirs %.8g", name, got, want)
		if math.Abs(got/want-1) > 3e-4 { // theirs stopped a little above
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
}

// ladderTask is a task of the model ladder, and the loss that its authors foretell of the model of 13 billion parameters
// (src/scripts/paper/figures/step1_main.csv of github.com/allenai/OLMo-ladder, Apache License 2.0).
type ladderTask struct {
	column   string
	foretold float64
}

var ladderTasks = []ladderTask{
	{"hellaswag_val", 0.6531765996418648}, {"arc_challenge_test", 0.783323889494342}, {"arc_easy_test", 0.5931045976220826},
	{"piqa_val", 0.8747948863685431}, {"csqa_val", 0.6617282976368006}, {"socialiqa_val", 0.9915736909585439},
	{"openbookqa_test", 1.2750065398700043},
}

// TestAnalyseRefitsTheModelLadder: the 16 runs of the ladder of Bhagia et al. 2024 (arXiv 2412.04403), losses in bits per
// byte over the last five evaluations as they take them. Every task converges from default starts, and the law foretells
// of the large model what their fit does.
func TestAnalyseRefitsTheModelLadder(t *testing.T) {
	folder := os.Getenv("DIVERSITY_OLMO_LADDER")
	if folder == "" {
		t.Skip("DIVERSITY_OLMO_LADDER does not name the folder src/scripts/paper/data/ladder-runs of allenai/OLMo-ladder")
	}
	params := map[string]float64{"190M": 190354176, "370M": 371262464, "760M": 758220288, "1B": 1279395840}
	for _, task := range ladderTasks {
		column := "eval/downstream_bpb/" + task.column + "_rc_5shot_bpb"
		var table strings.Builder
		table.WriteString("params,tokens,loss\n")
		for name, n := range params {
			for _, times := range []string{"1", "2", "5", "10"} {
				rows := records(t, filepath.Join(folder, name+"-"+times+"xC.csv"))
				last, sum := rows[len(rows)-1], 0.0
				for _, row := range rows[len(rows)-5:] {
					sum += numberIn(t, row, column) / 5
				}
				fmt.Fprintf(&table, "%.0f,%.0f,%.9g\n", n, numberIn(t, last, "throughput/total_tokens"), sum)
			}
		}
		fit := fittedBy(t, table.String())
		at := func(name string) float64 { return *fit.Parameters[name].Value }
		got := at("E") + at("A")*math.Pow(13202396160, -at("a")) + at("B")*math.Pow(5000088518656, -at("b"))
		t.Logf("%s: foretold %.4f, theirs %.4f; converged: %v", task.column, got, task.foretold, fit.Converged)
		if !fit.Converged || math.Abs(got/task.foretold-1) > 1e-3 {
			t.Errorf("%s: foretold %v, theirs %v; converged: %v", task.column, got, task.foretold, fit.Converged)
		}
	}
}
