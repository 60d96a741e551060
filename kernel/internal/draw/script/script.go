// Package script compiles JavaScript once in a process for all engines that it starts: to compile a library takes four
// times as long as to run what came of it.
package script

import (
	"errors"
	"sync"

	"modernc.org/quickjs"
)

// Compiled answers with the bytes of some sources, compiled at the first call. They are of this process and never
// stored, because an engine runs them without checking them.
func Compiled(sources ...string) func() ([][]byte, error) {
	return sync.OnceValues(func() (compiled [][]byte, err error) {
		vm, err := quickjs.NewVM()
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, vm.Close()) }()
		for _, source := range sources {
			bytes, err := vm.Compile(source, quickjs.EvalGlobal)
			if err != nil {
				return nil, err
			}
			compiled = append(compiled, bytes)
		}
		return compiled, nil
	})
}

// Run has an engine run what was compiled, in order.
func Run(vm *quickjs.VM, compiled [][]byte) error {
	for _, bytes := range compiled {
		if _, err := vm.EvalBytecode(bytes); err != nil {
			return err
		}
	}
	return nil
}
