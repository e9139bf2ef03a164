package cli

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/paygap"
)

// runPayGap calculates the pay gaps of a payroll file. It stores and sends nothing.
func runPayGap(_ context.Context, e *Env, args []string) error {
	var by, reference string
	var asJSON bool
	rest, err := flags(e, "paygap", args, func(set *flag.FlagSet) {
		set.StringVar(&by, "by", "sex", "column with the groups that are compared")
		set.StringVar(&reference, "reference", "male", "group with which the others are compared")
		set.BoolVar(&asJSON, "json", false, "print JSON instead of tables")
	})
	if err != nil || len(rest) != 1 || by == "" || reference == "" {
		return errUsage
	}
	file, err := os.Open(rest[0])
	if err != nil {
		return err
	}
	defer file.Close()
	payroll, err := paygap.ReadCSV(csvout.LimitReader(file), by)
	if err != nil {
		return fmt.Errorf("%s cannot be used.\n%w", rest[0], err)
	}
	figures, err := paygap.Calculate(payroll, strings.ToLower(reference))
	if err != nil {
		return err
	}
	if figures.Groups[0].Employees == 0 {
		return fmt.Errorf("no employee in %s has %q in the column %q: name the group to compare with by -reference", rest[0], reference, by)
	}
	if asJSON {
		out := json.NewEncoder(e.Out)
		out.SetIndent("", "  ")
		return out.Encode(figures)
	}
	return printPayGap(e.Out, figures)
}

// printPayGap prints tables of f, and of which groups the figures cannot be published.
func printPayGap(to io.Writer, f *paygap.Figures) error {
	out := tabwriter.NewWriter(to, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(out, "\tEmployees\tFull pay\tPaid a bonus\tProportion (%)\t\n")
	for _, g := range f.Groups {
		fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%s\t\n", g.Name, g.Employees, g.FullPay, g.PaidBonus, g.BonusRate)
	}
	fmt.Fprintf(out, "\nGap to %s (%%)\tMean hourly\tMedian hourly\tMean bonus\tMedian bonus\t\n", f.Reference)
	for _, g := range f.Groups[1:] {
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t\n", g.Name, g.MeanHourlyGap, g.MedianHourlyGap, g.MeanBonusGap, g.MedianBonusGap)
	}
	fmt.Fprint(out, "\nIn each pay quarter (%)")
	for _, q := range f.Quarters {
		fmt.Fprintf(out, "\t%s", q.Name)
	}
	fmt.Fprint(out, "\t\n")
	for i, g := range f.Groups {
		fmt.Fprint(out, g.Name)
		for _, q := range f.Quarters {
			fmt.Fprintf(out, "\t%s", q.Shares[i])
		}
		fmt.Fprint(out, "\t\n")
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if f.Undeclared > 0 {
		fmt.Fprintf(to, "\nNot counted: %d employees whose group is not known.\n", f.Undeclared)
	}
	if small := smallGroups(f); len(small) > 0 {
		fmt.Fprintf(to, "\nDo not publish the figures of: %s. They describe fewer than %d people, whose pay could be worked out.\n",
			strings.Join(small, ", "), fewestPaid)
	}
	return nil
}

// fewestPaid is the fewest people whose figures can be published.
var fewestPaid = int(disclose.Standard().Rules().MinBase)

// smallGroups returns the names of groups some of whose figures describe too few people.
func smallGroups(f *paygap.Figures) (names []string) {
	for _, g := range f.Groups {
		if g.FullPay < fewestPaid || g.PaidBonus > 0 && g.PaidBonus < fewestPaid {
			names = append(names, g.Name)
		}
	}
	return names
}
