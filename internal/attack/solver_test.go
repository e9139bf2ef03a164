package attack

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"github.com/folkmoot/folkmoot/disclose"
)

const farApart = 1 << 40 // so that no search ends early

// eachReader calls fn with the readers of some histories in which numbers are hidden.
func eachReader(t *testing.T, most int, fn func(r *reader, hidden []hiddenCount)) {
	t.Helper()
	found := 0
	for i := uint64(0); found < most; i++ {
		w := invent(disclose.Standard(), 3, i)
		if len(w.releases) == 0 || len(w.people) > 70 {
			continue
		}
		r := newReader(w)
		if hidden := r.hiddenCounts(); len(hidden) > 3 {
			found++
			fn(r, hidden[:4])
		}
	}
}

// The solver agrees with gonum, which solves the same equations.
func TestSolverAgreesWithGonum(t *testing.T) {
	compared := 0
	eachReader(t, 20, func(r *reader, hidden []hiddenCount) {
		ours := newTable(&r.sums[crossed])
		if ours.columns > 60 {
			return // gonum takes long
		}
		a, b := mat.NewDense(len(ours.rows), ours.columns, nil), []float64(nil)
		for i, row := range ours.rows {
			sign := 1.0
			if row[ours.columns] < 0 {
				sign = -1
			}
			for k, x := range row[:ours.columns] {
				a.Set(i, k, sign*x)
			}
			b = append(b, sign*row[ours.columns])
		}
		for _, h := range hidden {
			sum, truth := r.sum(h.is)
			all, any := ours.vectors(sum)
			for k := range any {
				any[k] = -any[k]
			}
			low, _, err := lp.Simplex(all[:ours.columns], a, b, 1e-9, nil)
			if err != nil {
				continue // it gives up on some
			}
			high, _, err := lp.Simplex(any[:ours.columns], a, b, 1e-9, nil)
			if err != nil {
				continue
			}
			least, most, err := newTable(&r.sums[crossed]).limits(sum, truth, farApart)
			if err != nil || float64(least) != math.Ceil(low-1e-4) || float64(most) != math.Floor(-high+1e-4) {
				t.Errorf("%s: %d to %d %v; gonum has %g to %g", h.what, least, most, err, low, -high)
			}
			compared++
		}
	})
	if compared < 10 {
		t.Errorf("only %d numbers were compared", compared)
	}
}

// The solver agrees with glpsol, which has the equations as they were read.
func TestSolverAgreesWithGLPK(t *testing.T) {
	if _, err := exec.LookPath("glpsol"); err != nil {
		t.Skip("glpsol is not installed")
	}
	eachReader(t, 4, func(r *reader, hidden []hiddenCount) {
		for _, h := range hidden {
			sum, truth := r.sum(h.is)
			least, most, err := newTable(&r.sums[crossed]).limits(sum, truth, farApart)
			low, high := glpsol(t, &r.sums[crossed], sum, "Minimize"), glpsol(t, &r.sums[crossed], sum, "Maximize")
			if err != nil || float64(least) != math.Ceil(low-1e-4) || float64(most) != math.Floor(high+1e-4) {
				t.Errorf("%s: %d to %d %v; glpsol has %g to %g", h.what, least, most, err, low, high)
			}
		}
	})
}

func glpsol(t *testing.T, s *system, sum []bool, goal string) float64 {
	t.Helper()
	var text strings.Builder
	write := func(sum []bool) {
		for i, in := range sum {
			if in {
				fmt.Fprintf(&text, " + x%d", i)
			}
		}
	}
	text.WriteString(goal + "\n it: 0 y")
	write(sum)
	text.WriteString("\nSubject To\n")
	for e, sum := range s.sums {
		fmt.Fprintf(&text, " e%d: 0 y", e)
		write(sum)
		fmt.Fprintf(&text, " = %g\n", s.values[e])
	}
	text.WriteString("End\n")
	in, out := filepath.Join(t.TempDir(), "in.lp"), filepath.Join(t.TempDir(), "out.txt")
	if err := os.WriteFile(in, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command("glpsol", "--lp", in, "--output", out).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, said)
	}
	solution, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(solution), "\n") {
		if rest, ok := strings.CutPrefix(line, "Objective:"); ok {
			value, err := strconv.ParseFloat(strings.Fields(rest)[2], 64)
			if err != nil {
				t.Fatal(line, err)
			}
			return value
		}
	}
	t.Fatalf("glpsol found no solution: %s", solution)
	return 0
}
