package gonbfix

// input gives the program of a cell what the user types when it reads its standard input, or its end where nobody can be asked: gonb left
// the program waiting.
func input() []edit {
	return []edit{
		{executor, "\tisDone    bool\n", "\tasking    atomic.Bool // the front end has been asked for input\n\tisDone    bool\n"},
		{executor, "\t\"sync\"\n", "\t\"sync\"\n\t\"sync/atomic\"\n"},
		{executor, "\tif exec.millisecondsToInput > 0 {\n\t\texec.handleJupyterInput()\n", `	prompting := exec.millisecondsToInput > 0 && exec.mayAsk()
	if prompting {
		exec.handleJupyterInput()
`},
		{executor, "\tif exec.stdinContent != nil {\n\t\texec.handleStaticInput()\n\t}\n", `	switch {
	case exec.stdinContent != nil:
		exec.handleStaticInput()
	case !prompting:
		exec.serveStdin()
	}
`},
		{pipes, "\t\t\texec.dispatchInputRequest(&req)\n", "\t\t\texec.answerInputRequest(&req)\n"},
	}
}
