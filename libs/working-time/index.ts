export { type BankHolidayFeed, type Calendar, englandAndWales, feedOf, feedWarning, type SchoolTerms } from './calendar.js';
export {
  elapsedHours,
  type OfficeHours,
  periodOfDaysBeginningWith,
  receivedAt,
  sameSchoolDay,
  sameWorkingDay,
  withinSchoolDays,
  withinWorkingDays,
} from './counting.js';
