export { defineNotices } from './domain/notice-catalogue.js';
export { NotificationService, type Notice, type NoticeRecipient } from './notification.service.js';
export { NotificationsModule } from './notifications.module.js';
