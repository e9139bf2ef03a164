package paygap

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// Columns of a payroll file. An hourly rate is given, or what it is calculated from.
const (
	ColumnFullPay     = "full_pay"      // yes or no; see Employee.FullPay
	ColumnHourlyRate  = "hourly_rate"   // pounds
	ColumnOrdinaryPay = "ordinary_pay"  // pounds in the pay period; see Pay.Ordinary
	ColumnBonusPay    = "bonus_pay"     // pounds in the pay period
	ColumnBonusPeriod = "bonus_period"  // for which bonus_pay was paid: week, month, year or days
	ColumnPayPeriod   = "pay_period"    // week, month or days
	ColumnWeeklyHours = "weekly_hours"  // see Pay.WeeklyHours
	ColumnYearlyBonus = "bonus_in_year" // pounds in the 12 months that end on the snapshot date
)

// PayrollError lists what is wrong in a payroll file, in sentences that name the line. At most
// 20 are listed.
type PayrollError struct {
	Problems []string
	More     int // problems that are not listed
}

func (e *PayrollError) Error() string {
	text := strings.Join(e.Problems, "\n")
	if e.More > 0 {
		text += fmt.Sprintf("\nand %d more", e.More)
	}
	return text
}

const problemsListed = 20

func (e *PayrollError) add(line int, format string, values ...any) {
	if len(e.Problems) == problemsListed {
		e.More++
		return
	}
	e.Problems = append(e.Problems, fmt.Sprintf("Line %d: %s", line, fmt.Sprintf(format, values...)))
}

// ReadCSV reads a payroll from a CSV file with a heading and a line for each relevant employee. by is the
// column with the group, such as "sex". Small and capital letters are the same there; a blank cell,
// "prefer not to say" and "not known" mean that the group is not known. Columns that are not needed are
// ignored. The error is a *PayrollError if the file can be read but not used. The caller limits the size
// of the file.
func ReadCSV(from io.Reader, by string) ([]Employee, error) {
	in := csv.NewReader(from)
	in.FieldsPerRecord = -1
	heading, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, &PayrollError{Problems: []string{"The file is empty. Its first line must name the columns."}}
	}
	if err != nil {
		return nil, err
	}
	var failed error
	payroll, err := ReadRows(heading, func(yield func(int, []string) bool) {
		for {
			cells, err := in.Read()
			if err != nil {
				if !errors.Is(err, io.EOF) {
					failed = err
				}
				return
			}
			if line, _ := in.FieldPos(0); !yield(line, cells) {
				return
			}
		}
	}, by)
	if failed != nil {
		return nil, failed
	}
	return payroll, err
}

// ReadRows is ReadCSV for rows that have been read, such as those of a spreadsheet, with the number of each. With "" for by,
// the groups are not read.
func ReadRows(heading []string, rows iter.Seq2[int, []string], by string) ([]Employee, error) {
	by = strings.ToLower(by)
	wrong := &PayrollError{}
	columns := findColumns(heading, by, wrong)
	if len(wrong.Problems) > 0 {
		return nil, wrong
	}
	var payroll []Employee
	for line, cells := range rows {
		if len(cells) != len(heading) {
			wrong.add(line, "has %d cells, but the heading has %d.", len(cells), len(heading))
			continue
		}
		row := payrollRow{columns: columns, cells: cells, line: line, wrong: wrong}
		payroll = append(payroll, row.employee(by))
	}
	if len(wrong.Problems) > 0 {
		return nil, wrong
	}
	return payroll, nil
}

// findColumns returns the places of the columns by their names in heading.
func findColumns(heading []string, by string, wrong *PayrollError) map[string]int {
	columns := map[string]int{}
	for i, name := range heading {
		name = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))
		if _, twice := columns[name]; twice && name != "" {
			wrong.add(1, "names the column %q twice.", name)
		}
		columns[name] = i
	}
	need := []string{ColumnFullPay, ColumnYearlyBonus}
	if by != "" {
		need = append([]string{by}, need...)
	}
	if _, given := columns[ColumnHourlyRate]; !given {
		need = append(need, ColumnOrdinaryPay, ColumnPayPeriod, ColumnWeeklyHours)
	}
	for _, name := range need {
		if _, given := columns[name]; !given {
			wrong.add(1, "has no column %q.", name)
		}
	}
	return columns
}

// undeclared are the answers of people whose group is not known.
var undeclared = []string{"prefer not to say", "not known"}

// payrollRow is a line of a payroll file.
type payrollRow struct {
	columns map[string]int
	cells   []string
	line    int
	wrong   *PayrollError
}

func (r payrollRow) cell(column string) string {
	i, given := r.columns[column]
	if !given {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

func (r payrollRow) employee(by string) Employee {
	e := Employee{Bonus: r.amount(ColumnYearlyBonus)}
	if by != "" {
		e.Group = strings.ToLower(r.cell(by))
	}
	if slices.Contains(undeclared, e.Group) {
		e.Group = ""
	}
	switch answer := r.cell(ColumnFullPay); strings.ToLower(answer) {
	case "yes":
		e.FullPay = true
	case "no":
	default:
		r.wrong.add(r.line, "%s must be yes or no, not %q.", ColumnFullPay, answer)
		return e
	}
	if e.FullPay {
		e.Hourly = r.hourly()
	}
	return e
}

// hourly returns the hourly rate, given or calculated.
func (r payrollRow) hourly() *big.Rat {
	if r.cell(ColumnHourlyRate) != "" {
		return r.amount(ColumnHourlyRate)
	}
	before := len(r.wrong.Problems) + r.wrong.More
	p := Pay{
		Ordinary: r.amount(ColumnOrdinaryPay), Bonus: r.amount(ColumnBonusPay), BonusDays: r.days(ColumnBonusPeriod),
		PeriodDays: r.days(ColumnPayPeriod), WeeklyHours: r.amount(ColumnWeeklyHours),
	}
	if len(r.wrong.Problems)+r.wrong.More > before {
		return nil
	}
	rate, err := p.HourlyRate()
	if err != nil {
		r.wrong.add(r.line, "the hourly rate cannot be calculated: %s.", strings.TrimPrefix(err.Error(), "paygap: "))
	}
	return rate
}

// amountPattern is a number from 0 to 999,999,999.999999 without separators of thousands.
var amountPattern = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,6})?$`)

// amount returns the number in a column, or nil if there is none.
func (r payrollRow) amount(column string) *big.Rat {
	text := strings.TrimPrefix(r.cell(column), "£")
	if text == "" {
		return nil
	}
	if !amountPattern.MatchString(text) {
		r.wrong.add(r.line, "%s must be a number such as 1234.50, not %q.", column, r.cell(column))
		return nil
	}
	amount, _ := new(big.Rat).SetString(text)
	return amount
}

// periods are the periods that have names in payroll files.
var periods = map[string]*big.Rat{"week": Week, "month": Month, "year": Year}

// days returns the period in a column in days, or nil if there is none.
func (r payrollRow) days(column string) *big.Rat {
	text := strings.ToLower(r.cell(column))
	if named := periods[text]; named != nil || text == "" {
		return named
	}
	if !amountPattern.MatchString(text) {
		names := slices.Sorted(maps.Keys(periods))
		r.wrong.add(r.line, "%s must be %s or a number of days, not %q.", column, strings.Join(names, ", "), r.cell(column))
		return nil
	}
	days, _ := new(big.Rat).SetString(text)
	return days
}
