#!/bin/bash
#SBATCH --job-name=letters
#SBATCH --array=0-7
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --signal=B:USR1@90
#SBATCH --open-mode=append
#SBATCH --output=/shared/studies/letters/logs/%A_%a.log

# A worker of the study below. Submit again whatever failed, by its number: sbatch --array=3,7 THIS_FILE. What is finished is never
# computed again. The directory of the logs, /shared/studies/letters/logs, must exist.

# Slurm's signals reach this shell, which passes them on. A worker that is told to stop gives its run back within 5 s.
worker= told=
pass() {
  told=$1
  [ -z "$worker" ] || kill -s "$1" "$worker" 2>/dev/null
}
trap 'pass USR1' USR1 # the time limit is near
trap 'pass TERM' TERM # cancelled or preempted: Slurm knows what follows
/shared/bin/kernel worker --study /shared/studies/letters --index "$SLURM_ARRAY_TASK_ID" --count 8 &
worker=$!
[ -z "$told" ] || pass "$told"

# A signal ends wait, not the worker; bash keeps the exit code for the next wait.
while kill -0 "$worker" 2>/dev/null; do wait "$worker"; done
wait "$worker"
code=$?

# 75: start it again; 78: the study cannot be computed as it is.
again=
[ "$code" -ne 75 ] || again=yes
[ "$told" != USR1 ] || [ "$code" -eq 0 ] || [ "$code" -eq 78 ] || again=yes
if [ -n "$again" ] && [ "$told" != TERM ]; then
  if [ "${SLURM_RESTART_COUNT:-0}" -lt 20 ]; then
    echo "task $SLURM_ARRAY_TASK_ID: back into the queue (worker: exit code $code)"
    scontrol requeue "$SLURM_JOB_ID" || echo "task $SLURM_ARRAY_TASK_ID: could not be put back, submit it again" >&2
  else
    echo "task $SLURM_ARRAY_TASK_ID: was put back 20 times, submit it again" >&2
  fi
fi
exit "$code"
