package render

import (
	_ "embed"
	"errors"

	"modernc.org/quickjs"

	"tradeoff/kernel/internal/draw/echarts"
	"tradeoff/kernel/internal/draw/script"
)

//go:embed draw.js
var drawSource string

// scripts are what an engine runs before it draws.
var scripts = script.Compiled(echarts.Allow, drawSource, echarts.Dark, echarts.Names, echarts.Library)

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
			err, vm = errors.Join(err, vm.Close()), nil
		}
	}()
	if err := vm.RegisterFunc("textWidth", func(text string) float64 { return textWidth(text, 1) }, false); err != nil {
		return vm, err
	}
	return vm, script.Run(vm, compiled)
}
