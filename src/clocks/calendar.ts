import { type Calendar, englandAndWales } from '../../libs/working-time/calendar.js';

const calendar = englandAndWales();

/** School days are working days until a school has entered its terms. */
export const calendarNow = (): Calendar => calendar;
