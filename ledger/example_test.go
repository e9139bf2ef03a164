package ledger_test

import (
	"fmt"

	"github.com/folkmoot/folkmoot/ledger"
)

// The example that the documentation of the package works out by hand.
func Example() {
	var l ledger.Ledger
	add := func(e ledger.Entry) {
		e.Year = 2026
		if err := l.Add(e); err != nil {
			fmt.Println(err)
		}
	}
	add(ledger.Entry{ID: "1", Line: "Food", State: ledger.Planned, Column: ledger.Cash, Amount: 1000_00})
	add(ledger.Entry{ID: "2", Line: "Food", State: ledger.Spent, Column: ledger.Cash, Amount: 400_00})
	add(ledger.Entry{ID: "3", Line: "Food", State: ledger.Spent, Column: ledger.Cash, Amount: 500_00})
	add(ledger.Entry{ID: "4", Line: "Food", State: ledger.Spent, Column: ledger.Cash, Amount: 50_50})
	add(ledger.Entry{ID: "5", Line: "Volunteers", Partner: "lunch club", Receiver: "council", State: ledger.Delivered,
		Column: ledger.Hours, Amount: 90 * 60, Rate: &ledger.Rate{Pence: 12_00, Source: "an invented survey", Prices: 2026},
		ByGiver: true, ByReceiver: true})
	if err := l.Reverse("4", "6"); err != nil {
		fmt.Println(err)
	}
	l.Freeze(2026)

	spent, given := ledger.Sum(l.Entries(), ledger.Spent), ledger.Sum(l.Entries(), ledger.Delivered)
	fmt.Println("spent:", spent.Cash, "pence; hours:", given.Minutes/60, "with a value of", given.HoursValue, "pence")
	fmt.Println("over the plan:", ledger.Economies(l.Entries(), nil)[0].OverPlan, "pence")
	meals := 300.0
	u := ledger.UnitCosts(l.Entries(), []ledger.Reading{{Name: "Meals", Unit: "meals", Year: 2026, Actual: &meals}})[0]
	fmt.Println("a meal:", u.Pence, "pence and", u.Minutes, "minutes")
	fmt.Println("another correction:", l.Reverse("3", "7"))
	// Output:
	// spent: 90000 pence; hours: 90 with a value of 108000 pence
	// over the plan: -10000 pence
	// a meal: 300 pence and 18 minutes
	// another correction: the financial year is closed
}
