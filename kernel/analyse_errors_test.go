package main

import (
	"strings"
	"testing"
)

// TestAnalyseNamesFlags: what a table lacks is said in the words of the command line, with the file and its line.
func TestAnalyseNamesFlags(t *testing.T) {
	for table, says := range map[string][]string{
		"Probanden;Messungen;Fehlerrate\n8;8;0,4\n":  {"line 1: no column error or accuracy", "--groups, --per-group, --sum and --score"},
		"tasks,speakers,examples,error\n8,8,8,0.4\n": {"say which (--groups)"},
		"tasks,cells,examples,error\n8,8,8,0.4\n":    {"say which (--per-group)"},
		"K,n,loss,mse\n8,8,2,0.4\n":                  {"say which (--score)"},
	} {
		path := put(t, table)
		for _, args := range [][]string{{path}, {"-"}} {
			_, _, errs := call(t, table, append([]string{"analyse"}, args...)...)
			for _, part := range says {
				if !strings.Contains(errs, part) || strings.Contains(errs, "TableOptions") {
					t.Errorf("%q: %s, want %q", table, errs, part)
				}
			}
		}
	}
	for args, says := range map[string]string{
		"--score x": "--higher-is-better or --lower-is-better", "--score x --higher-is-better": "such as 100 (--best-score)",
		"--higher-is-better --lower-is-better": "--lower-is-better is true",
	} {
		_, _, errs := call(t, "classes,m,x\n8,8,21\n", append([]string{"analyse", "-", "--per-group", "m"},
			strings.Fields(args)...)...)
		if !strings.Contains(errs, says) || strings.Contains(errs, "TableOptions") {
			t.Errorf("%s: %s, want %q", args, errs, says)
		}
	}
}
