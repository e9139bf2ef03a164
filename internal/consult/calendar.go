package consult

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/workday"
)

// noticeDays is the minimum number of working days between notice of a local
// election and the poll: Local Elections (Principal Areas) (England and Wales)
// Rules 2006, schedule 2, rule 1. Councils count their pre-election period from
// the notice: Local Government Act 1986, section 2, and the code of 2011.
const noticeDays = 25

// PreElectionPeriod returns the day of ordinary local elections in England in
// year, the first Thursday in May, and the first day of the pre-election
// period, in which councils avoid publicity that could influence the vote. Not
// every council has elections every year.
func PreElectionPeriod(year int) (from, poll time.Time) {
	poll = time.Date(year, time.May, 1, 0, 0, 0, 0, time.UTC)
	poll = poll.AddDate(0, 0, int(time.Thursday-poll.Weekday()+7)%7)
	return workday.Add(equality.England, poll, -noticeDays), poll
}
