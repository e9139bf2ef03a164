package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// ReleaseConsultation is the slug of the closed consultation whose results the benchmark
// releases.
const ReleaseConsultation = "benchmark-closed"

// releaseScale are the answers to each statement.
var releaseScale = []string{"strongly-agree", "agree", "neither", "disagree"}

// ReleaseDefinition returns a closed consultation with the questionnaire of Definition and statements to agree with.
func ReleaseDefinition(statements int) consult.Definition {
	d := Definition()
	d.Slug, d.Closes, d.Text.Feedback = ReleaseConsultation, "2020-01-31 23:59", "2020-03-01"
	form := &d.Forms[0]
	form.ID = ReleaseConsultation
	views := &form.Pages[0]
	for n := range statements {
		q := survey.Question{ID: statementID(n), Kind: survey.Single, Text: fmt.Sprintf("Do you agree with statement %d?", n+1)}
		for _, id := range releaseScale {
			q.Options = append(q.Options, survey.Option{ID: id, Text: id})
		}
		views.Questions = append(views.Questions, q)
	}
	return d
}

func statementID(n int) string { return fmt.Sprintf("statement-%d", n+1) }

// ReleaseCSV returns responses from to to-1 to ReleaseConsultation as an import file.
func ReleaseCSV(from, to, statements int) *bytes.Buffer {
	var b bytes.Buffer
	b.WriteString("row,channel,edition,day,use,ways,agree--one,agree--two,agree--three,money--parks,money--libraries,age,sex,why")
	for n := range statements {
		b.WriteString("," + statementID(n))
	}
	b.WriteString("\n")
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "%d,web,%s,2020-01-15,%s,%s,%s,%s,%s,%d,%d,%s,%s,\"Key %d. %s\"", i, Edition,
			[]string{"weekly", "never"}[i%2], []string{"bus|walk", "car", "none"}[i%3],
			releaseScale[i%4], releaseScale[i/4%4], releaseScale[i/16%4], i%101, 100-i%101,
			[]string{"a16-34", "a35-44"}[i/2%2], []string{"female", "male"}[i/3%2], i, sampleText)
		for n := range statements {
			b.WriteString("," + releaseScale[i/(n+1)%len(releaseScale)])
		}
		b.WriteString("\n")
	}
	return &b
}

// releaseResult is the result of Release.
type releaseResult struct {
	Name        string    `json:"name"`
	Tables      int       `json:"tables,omitempty"` // of statements, each alone and by age; none without -tables
	Responses   []int     `json:"responses"`
	Seconds     []float64 `json:"seconds"`
	PeakMB      []float64 `json:"peak_mb"`       // of the process that releases
	Exponent    float64   `json:"exponent"`      // of the time, from the smallest to the largest
	IntakeP99   float64   `json:"intake_p99_ms"` // on another consultation while results are released
	IntakeAlone float64   `json:"intake_p99_alone_ms"`
}

// releaseSizes are the numbers of responses of which results are released.
var releaseSizes = []int{10_000, 100_000, 300_000}

// releaseLoad is how many responses a second arrive at another consultation.
const releaseLoad = 50

// Release measures how long results take to be released, how much memory it takes, and
// how long people wait who respond to another consultation meanwhile. It measures SQLite.
func Release(ctx context.Context, run Options) error {
	got := releaseResult{Name: "release", Tables: 2 * run.statements()}
	sizes := run.sizes(releaseSizes)
	for i, n := range sizes {
		if err := run.releaseOnce(ctx, n, i == len(sizes)-1, &got); err != nil {
			return fmt.Errorf("%d responses: %w", n, err)
		}
		fmt.Fprintf(run.Err, "%d responses released in %.2f s with %.0f MB\n", n, got.Seconds[i], got.PeakMB[i])
	}
	got.Exponent = exponent(got.Responses, got.Seconds)
	return json.NewEncoder(run.Out).Encode(got)
}

// statements returns how many statements give the tables that are asked for: one for all, and one by age.
func (run Options) statements() int { return (run.Tables + 1) / 2 }

// sizes returns the sizes to measure: those of the options, or else usual.
func (run Options) sizes(usual []int) []int {
	if len(run.Sizes) > 0 {
		return run.Sizes
	}
	return usual
}

// exponent returns x for which the time grows with the size to the power of x, from the
// first measurement to the last.
func exponent(sizes []int, seconds []float64) float64 {
	last := len(sizes) - 1
	if last == 0 || seconds[0] <= 0 || seconds[last] <= 0 {
		return 0 // too short to say
	}
	return round(math.Log(seconds[last]/seconds[0]) / math.Log(float64(sizes[last])/float64(sizes[0])))
}

func (run Options) releaseOnce(ctx context.Context, responses int, withLoad bool, got *releaseResult) (err error) {
	dir, _, remove, err := run.newInstallation(ctx, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	if err := run.PrepareRelease(ctx, dir, responses, run.statements()); err != nil {
		return err
	}
	seconds, peak, err := run.releaseProcess(ctx, dir)
	if err != nil {
		return err
	}
	got.Responses, got.Seconds, got.PeakMB = append(got.Responses, responses), append(got.Seconds, seconds), append(got.PeakMB, peak)
	if !withLoad {
		return nil
	}
	s, err := start(ctx, run, dir, "")
	if err != nil {
		return err
	}
	defer s.kill()
	l := &loadTest{server: s, now: run.Now}
	if l.keys, err = readKeys(dir); err != nil {
		return err
	}
	length := run.Length
	if _, err := l.runOpenLoop(ctx, releaseLoad, min(time.Second, length)); err != nil { // warm up
		return err
	}
	alone, err := l.runOpenLoop(ctx, releaseLoad, length)
	if err != nil {
		return err
	}
	// The results are counted again and again until the load ends.
	releasing, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		for releasing.Err() == nil {
			if _, _, err := run.releaseProcess(releasing, dir); err != nil && releasing.Err() == nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	meanwhile, err := l.runOpenLoop(ctx, releaseLoad, length)
	stop()
	if err := errors.Join(err, <-done); err != nil {
		return err
	}
	got.IntakeAlone, got.IntakeP99 = alone.P99, meanwhile.P99
	return s.stop()
}

var releasedIn = regexp.MustCompile(`counted in ([0-9.]+) seconds`)

// releaseProcess releases results in a process of its own, and returns how long it took
// and its largest memory in megabytes.
func (run Options) releaseProcess(ctx context.Context, dir string) (seconds, peakMB float64, err error) {
	args := []string{"release", "-data", dir}
	if run.Tables > 0 {
		args = append(args, "-group-by", "age")
	}
	cmd := exec.CommandContext(ctx, run.Program, append(args, ReleaseConsultation)...)
	cmd.Env = append(cmd.Environ(), "FOLKMOOT_DATABASE=", "FOLKMOOT_BASE_URL=", "FOLKMOOT_LOG=error")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, run.Err
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	peak := watchMemory(cmd.Process.Pid)
	if err := cmd.Wait(); err != nil {
		return 0, 0, err
	}
	peakMB = peak()
	m := releasedIn.FindSubmatch(out.Bytes())
	if m == nil {
		return 0, 0, fmt.Errorf("folkmoot release printed %q", out.String())
	}
	if seconds, err = strconv.ParseFloat(string(m[1]), 64); err != nil {
		return 0, 0, err
	}
	return seconds, peakMB, nil
}

var memoryHighWater = regexp.MustCompile(`VmHWM:\s*([0-9]+) kB`)

// watchMemory follows the largest resident memory of a process until the function that it
// returns is called, which returns it in megabytes; 0 if the system does not tell. The
// usage that the system reports at the end is no use: it includes the memory of the process
// that started this one.
func watchMemory(pid int) (peakMB func() float64) {
	stop, last := make(chan struct{}), make(chan float64)
	go func() {
		most := 0.0
		for {
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			if m := memoryHighWater.FindSubmatch(status); err == nil && m != nil {
				if kB, err := strconv.ParseFloat(string(m[1]), 64); err == nil {
					most = max(most, kB/1024)
				}
			}
			select {
			case <-stop:
				last <- round(most)
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	return func() float64 {
		close(stop)
		return <-last
	}
}
