package proxy

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/files"
)

// largestMemory is far more than anybody declares.
const largestMemory = 64 << 20

func (e *engine) memoryFile() string { return filepath.Join(e.box.Dir, protocol.StateFile) }

// writeMemory gives a gonb that is to be started what an earlier one has kept.
func (e *engine) writeMemory(memory []byte) error {
	if memory == nil {
		return nil
	}
	return os.WriteFile(e.memoryFile(), memory, 0o600)
}

// keepMemory takes what a gonb that has ended has kept, nil for nothing.
func (k *kernel) keepMemory(e *engine) {
	memory, err := files.ReadOwn(e.memoryFile(), largestMemory)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		k.o.Log("declarations: %v", err)
	}
	if err != nil {
		k.clearDeclarations()
		return
	}
	k.memory = memory
}

// clearDeclarations is what happens where declarations are gone.
func (k *kernel) clearDeclarations() {
	k.memory, k.cells, k.void = nil, map[int]executedCell{}, map[string]bool{}
}

// declarationsNote says what has become of the declarations.
func (k *kernel) declarationsNote() string {
	if k.memory == nil {
		return "Declarations of earlier cells are gone: run those cells again."
	}
	return "Declarations of earlier cells are kept."
}
