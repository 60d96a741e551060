package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tradeoff/kernel/internal/modpath"
	"tradeoff/kernel/internal/proxy/proxytest"
)

// TestIntegrationQuestions asks gopls, through the kernel, as a front end does while the user types: | is the cursor.
func TestIntegrationQuestions(t *testing.T) {
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	k.Run("type Mine struct{ Height, Width int }\n\nfunc make2() Mine { return Mine{} }")
	for text, want := range map[string]string{
		"fmt.Pri|":                              "Println",
		"x := figure.|":                         "Curves",
		"theory.Fit(points, theory.Fi|":         "FitOptions",
		"theory.Fit(p, l, theory.FitOptions{|}": "BootstrapSamples",
		"for i := range 3 {\n\tfmt.Pri|":        "Println",
		"m := make2()\nm.|":                     "Height",
		"make2().|":                             "Width",
		"var p pool.Poo|":                       "Pool",
		"func f(p pool.Poo|":                    "Pool",
		"type T struct { p pool.Poo|":           "Pool",
		"s := \"é\"\nstrings.Repe|":             "Repeat",
		"letters := pool.Omniglot()\nx := letters.Backgr|\nfmt.Println(x)": "Background",
	} {
		reply := k.completed(t, text, want)
		metadata, _ := reply["metadata"].(map[string]any)
		if types, _ := metadata["_jupyter_types_experimental"].([]any); len(types) != len(reply["matches"].([]any)) {
			t.Errorf("%q: %d types of %d names", text, len(types), len(reply["matches"].([]any)))
		}
	}
	for text, want := range map[string]string{
		"figure.Curves|":                              "func figure.Curves(",
		"figure.Curves(points, |":                     "func figure.Curves(",
		"figure.Curves(points, figure.CurvesOptions|": "type CurvesOptions struct",
		"theory.Fit(p, l, theory.FitOptions{|":        "type FitOptions struct",
		"fmt.Println(strings.Repeat(\"a\", |)":        "func strings.Repeat(",
		"m := make2(|)":                               "func make2() Mine",
		"fmt.Println(|nosuch":                         "",
	} {
		reply := k.ask("inspect_request", text)
		data, _ := reply["data"].(map[string]any)
		words, _ := data["text/markdown"].(string)
		if reply["found"] != (want != "") || !strings.Contains(words, want) ||
			strings.Contains(words, "pkg.go.dev/"+modpath.Own()) {
			t.Errorf("%q: found %v, %.300q, want %s", text, reply["found"], words, want)
		}
	}
	if data, _ := k.ask("inspect_request",
		"x := 1\n%ar|gs")["data"].(map[string]any); !strings.Contains(fmt.Sprint(data["text/plain"]), "%args") {
		t.Errorf("no help with gonb's own lines: %v", data)
	}
}

// TestIntegrationQuestionsBehindLettersOutsideASCII: a completion replaces what the user sees it replace, whatever
// stands before or behind the cursor.
func TestIntegrationQuestionsBehindLettersOutsideASCII(t *testing.T) {
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	k.Run("var 变量 = 3\nfunc größe(x int) int { return x }")
	for text, want := range map[string]string{
		"s := \"🦜\"; fmt.Pri|":                     "s := \"🦜\"; fmt.Println",
		"s := \"🦜🦜\"; fmt.Pri|ntf(s)":              "s := \"🦜🦜\"; fmt.Println(s)",
		"// 🦜\nx := strings.ToUp|per(s)":           "// 🦜\nx := strings.ToUpper(s)",
		"fmt.Pri|ntln":                             "fmt.Println",
		"x := \"🦜\" + 变|":                          "x := \"🦜\" + 变量",
		"grö|ße(3)":                                "größe(3)",
		"x := 1\r\ny := \"é\"; strings.Repe|\r\nx": "x := 1\r\ny := \"é\"; strings.Repeat\r\nx",
	} {
		reply := k.ask("complete_request", text)
		code := []rune(strings.Replace(text, "|", "", 1))
		found := false
		for _, match := range reply["matches"].([]any) {
			from, to := int(reply["cursor_start"].(float64)), int(reply["cursor_end"].(float64))
			found = found || string(code[:from])+match.(string)+string(code[to:]) == want
		}
		if !found {
			t.Errorf("%q is not completed to %q: %.200s from %v to %v", text, want, fmt.Sprint(reply["matches"]),
				reply["cursor_start"], reply["cursor_end"])
		}
	}
	data, _ := k.ask("inspect_request", "s := \"🦜🦜\"; größ|e(3)")["data"].(map[string]any)
	if words, _ := data["text/markdown"].(string); !strings.Contains(words, "func größe(x int) int") {
		t.Errorf("documentation behind an emoji: %q", words)
	}
}

// ask asks about the place of the mark in a text.
func (k *liveKernel) ask(kind, text string) map[string]any {
	before, after, _ := strings.Cut(text, "|")
	return k.Reply(k.Send("shell", kind,
		map[string]any{"code": before + after, "cursor_pos": utf8.RuneCountInString(before), "detail_level": 0}))
}

// completed asks for a completion until it holds a name: gopls answers from what it has loaded, which may not be the
// imports of this text yet, and a user presses Tab again. It gives the last answer.
func (k *liveKernel) completed(t *testing.T, text, want string) map[string]any {
	t.Helper()
	var reply map[string]any
	for try := range 4 {
		time.Sleep(time.Duration(try) * time.Second)
		reply = k.ask("complete_request", text)
		names := fmt.Sprint(reply["matches"])
		if strings.Contains(names, want) {
			return reply
		}
		t.Logf("%q, asked for the %d. time, is completed to %.300s", text, try+1, names)
	}
	t.Errorf("%q is not completed to %s", text, want)
	return reply
}

// TestIntegrationQuestionsWhileACellRuns asks while a cell sleeps: the answers must come before its end, which an
// interrupt brings, and the cells before and after see the same definitions.
func TestIntegrationQuestionsWhileACellRuns(t *testing.T) {
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	running := k.Start("func mine() string { return \"yes\" }\n\nfmt.Println(\"started\")\ntime.Sleep(time.Hour)")
	k.WaitOutput(running, "started")
	for range 5 {
		k.completed(t, "figure.Curv|", "CurvesOptions")
		data, _ := k.ask("inspect_request", "x := mine(|")["data"].(map[string]any)
		if words := fmt.Sprint(data["text/markdown"]); !strings.Contains(words, "func mine() string") {
			t.Errorf("documented by %q", words)
		}
	}
	k.Reply(k.Send("control", "interrupt_request", struct{}{}))
	if reply := k.Reply(running); reply["ename"] != "Interrupted" {
		t.Errorf("the cell: %v", reply)
	}
	if _, outputs := k.Run("fmt.Println(mine())"); proxytest.Text(t, outputs, "stdout") != "yes\n" {
		t.Errorf("after it: %v", outputs)
	}
}
