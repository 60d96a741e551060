package render

import (
	_ "embed"
	"errors"
	"sync"

	"modernc.org/quickjs"

	"tradeoff/kernel/internal/draw/echarts"
)

//go:embed draw.js
var drawSource string

// scripts are what an engine runs before it draws, compiled once in a process: to compile ECharts takes four times as
// long as to run what came of it. The bytes are of this process and never stored, because an engine runs them without
// checking them.
var scripts = sync.OnceValues(func() (compiled [][]byte, err error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, vm.Close()) }()
	for _, source := range []string{echarts.Allow, drawSource, echarts.Dark, echarts.Library} {
		script, err := vm.Compile(source, quickjs.EvalGlobal)
		if err != nil {
			return nil, err
		}
		compiled = append(compiled, script)
	}
	return compiled, nil
})

// newEngine starts an engine and loads ECharts, which takes longer than many a picture.
func newEngine() (vm *quickjs.VM, err error) {
	compiled, err := scripts()
	if err != nil {
		return nil, err
	}
	if vm, err = quickjs.NewVM(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, vm.Close())
		}
	}()
	if err := vm.RegisterFunc("textWidth", func(text string) float64 { return textWidth(text, 1) }, false); err != nil {
		return nil, err
	}
	for _, script := range compiled {
		if _, err := vm.EvalBytecode(script); err != nil {
			return nil, err
		}
	}
	return vm, nil
}
