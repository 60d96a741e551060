package proxy

import (
	"path/filepath"
	"regexp"
	"strings"
)

var (
	panicStart   = regexp.MustCompile(`(?m)^(panic|fatal error): `)
	goroutine    = regexp.MustCompile(`(?m)^goroutine \d+ .*:$`)
	frameFile    = regexp.MustCompile(`([^\s/]+(?:/[^\s/]+)*\.(?:go|s):\d+)`)
	signalLine   = regexp.MustCompile(`^\[signal .*\]$`)
	mustWords    = regexp.MustCompile(`(?ms)^` + mustStart + `.*?\nPanicking \.\.\.\n\n`)
	exitOrSignal = regexp.MustCompile(`(?m)^(\^C|exit status \d+|signal: .*)\n?`)
)

// exitFailure explains the end of a program by what it wrote at its end.
func (k *kernel) exitFailure(value, held string) (written string, f failure) {
	at := panicStart.FindStringIndex(held)
	if at == nil {
		rest := exitOrSignal.ReplaceAllString(held, "")
		if value == "signal: killed" {
			value += ": something ended the cell, perhaps for want of memory"
		}
		return rest, failure{Name: "ExitError", Value: value}
	}
	name, text, _ := strings.Cut(held[at[0]:], ": ")
	text = exitOrSignal.ReplaceAllString(text, "")
	message, trace := text, ""
	if first := goroutine.FindStringIndex(text); first != nil {
		message, trace = text[:first[0]], text[first[1]:]
	}
	if where, _, _ := strings.Cut(strings.TrimLeft(trace, "\n"), "\n"); raised(functionName(where)) {
		name = "Error" // a function returned it
	}
	f = failure{Name: name, Value: panicMessage(message)}
	f.Trace = append([]string{red(name) + ": " + f.Value}, k.frames(trace)...)
	return mustWords.ReplaceAllString(held[:at[0]], ""), f
}

// panicMessage drops what the runtime adds.
func panicMessage(text string) string {
	var kept []string
	for line := range strings.Lines(strings.TrimSpace(text)) {
		if line = strings.TrimRight(line, "\n"); !signalLine.MatchString(line) {
			kept = append(kept, strings.TrimSuffix(line, " [recovered, repanicked]"))
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// mostFrames bounds the frames of a trace: an endless recursion has very many.
const mostFrames = 30

// frames lists the calls of the goroutine that panicked: those in cells with their lines, others with one line, those of the runtime, of
// package must and of what shows a value not.
func (k *kernel) frames(trace string) (list []string) {
	if next := goroutine.FindStringIndex(trace); next != nil {
		trace = trace[:next[0]]
	}
	lines := strings.Split(strings.Trim(trace, "\n"), "\n")
	for i := 0; i+1 < len(lines) && len(list) < mostFrames; i++ {
		where, ok := strings.CutPrefix(lines[i+1], "\t")
		if !ok {
			continue
		}
		name := functionName(lines[i])
		if strings.HasPrefix(name, "runtime.") || name == "panic" || raised(name) {
			continue
		}
		if excerpt := k.excerpt(where, 0); excerpt != "" {
			list = append(list, strings.TrimRight(excerpt, "\n"))
		} else if file := frameFile.FindString(where); file != "" && !cellLine.MatchString(where) {
			list = append(list, "    in "+name+" ("+filepath.Base(file)+")")
		}
	}
	return list
}

// raised tells the functions whose panics are errors that others returned to the cell.
func raised(function string) bool {
	return strings.HasPrefix(function, "must.") || strings.HasPrefix(function, "result.Show")
}

// functionName is that of a line of a trace, without arguments and without the path of its package.
func functionName(line string) string {
	line = strings.TrimPrefix(line, "created by ")
	line, _, _ = strings.Cut(line, " in goroutine ")
	if at := strings.LastIndex(line, "("); at > 0 {
		line = line[:at]
	}
	return line[strings.LastIndex(line, "/")+1:]
}

// died explains that gonb ended while the cell ran.
func (x *execution) died(why string) failure {
	return failure{Name: "KernelDied", Value: "while this cell ran, " + why}
}
