package gonbfix

// order publishes what a cell wrote to its standard output and error before what it displayed later, which comes by another pipe.
func order() []edit {
	return []edit{
		{executor, "\tdoneChan  chan struct{}\n", "\tdoneChan  chan struct{}\n\tstdout, stderr *stream\n"},
		{executor, "\tvar streamersWG sync.WaitGroup\n", `	if exec.stdout, err = newStream(exec.cmdStdout, exec.stdoutWriter); err != nil {
		return errors.WithMessagef(err, "failed to read stdout")
	}
	if exec.stderr, err = newStream(exec.cmdStderr, exec.stderrWriter); err != nil {
		return errors.WithMessagef(err, "failed to read stderr")
	}
	var streamersWG sync.WaitGroup
`},
		{executor, "\t\t_, err := io.Copy(exec.stdoutWriter, exec.cmdStdout)\n", "\t\terr := exec.stdout.copy()\n"},
		{executor, "\t\t_, err := io.Copy(exec.stderrWriter, exec.cmdStderr)\n", "\t\terr := exec.stderr.copy()\n"},
		{pipes, "\t\t// Special case for a request for input:\n", `		exec.stdout.settle()
		exec.stderr.settle()

		// Special case for a request for input:
`},
		{pipes, "// dispatchDisplayData received through", streamSource + "// dispatchDisplayData received through"},
	}
}

// streamSource is added to gonb.
const streamSource = `// pipeSize is what a pipe holds at most.
const pipeSize = 64 << 10

// stream passes on what the program writes to a pipe.
type stream struct {
	conn syscall.RawConn
	to   io.Writer

	mu    sync.Mutex // from reading to writing
	chunk [pipeSize / 2]byte
}

func newStream(pipe io.Reader, to io.Writer) (*stream, error) {
	conn, err := pipe.(*os.File).SyscallConn()
	return &stream{conn: conn, to: to}, err
}

// pass reads once, with mu held, without waiting for more.
func (s *stream) pass(fd uintptr) (n int, err error) {
	for {
		if n, err = syscall.Read(int(fd), s.chunk[:]); err != syscall.EINTR {
			break
		}
	}
	if n > 0 {
		_, err = s.to.Write(s.chunk[:n])
	}
	return n, err
}

// copy passes everything on until the program closes the pipe.
func (s *stream) copy() error {
	for {
		var n int
		var err error
		closed := s.conn.Read(func(fd uintptr) bool {
			s.mu.Lock()
			defer s.mu.Unlock()
			n, err = s.pass(fd)
			return err != syscall.EAGAIN
		})
		if closed != nil || err != nil || n <= 0 {
			return err
		}
	}
}

// settle passes on what is in the pipe now.
func (s *stream) settle() {
	_ = s.conn.Control(func(fd uintptr) {
		s.mu.Lock()
		defer s.mu.Unlock()
		for read := 0; read < pipeSize; {
			n, err := s.pass(fd)
			if n <= 0 || err != nil {
				return
			}
			read += n
		}
	})
}

`
